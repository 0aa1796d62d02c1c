import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { openSqliteFile } from './open-sqlite-file.js';

afterEach(() => vi.restoreAllMocks());

it('says which Node it takes where an older one has no SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'deskrail-sqlite-'));
  try {
    vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined);
    await expect(openSqliteFile({ path: join(folder, 'log.db') })).rejects.toMatchObject({
      code: 'config-invalid',
      message: expect.stringMatching(/^Deskrail needs Node 22\.18 or newer .*, and this is \d+\.\d+\.\d+\./u),
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('is imported by nothing that an older Node would load on the way here', () => {
  const root = join(import.meta.dirname, '../../../..');
  const files = globSync('packages/*/src/**/*.ts', { cwd: root }).filter((path) => !path.endsWith('.test.ts'));
  const importing = files.filter((path) =>
    /^import (?!type )[^;]* from 'node:sqlite'|^import \{[^;]*findPackageJSON/mu.test(
      readFileSync(join(root, path), 'utf8'),
    ),
  );
  // A thread's own file, which is loaded once there is a database.
  expect(importing).toEqual(['packages/event-log/src/sqlite/insert-thread.ts']);
});
