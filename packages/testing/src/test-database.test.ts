import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openTestDatabase } from './test-database.js';

test('is empty, works, and leaves nothing behind', async () => {
  let folder: string;
  {
    await using database = await openTestDatabase();
    folder = database.folder;
    await database.write(async (sql) => {
      await sql.run('create table word (text text)');
      await sql.run('insert into word values (?)', ['tent']);
    });
    expect(await database.read((sql) => sql.all('select text from word'))).toEqual([{ text: 'tent' }]);
    expect(existsSync(database.path)).toBe(true);
  }
  expect(existsSync(folder)).toBe(false);
});

test('gives each caller a file of its own, and closing twice is harmless', async () => {
  const one = await openTestDatabase();
  await using other = await openTestDatabase();
  expect(one.path).not.toBe(other.path);
  await one.close();
  await one.close();
});
