import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { kafkaForTests, postgresForTests } from './brokers/for-tests.ts';

const root = join(import.meta.dirname, '..');
const run = promisify(execFile);

/** What each example must print: that it did what it shows, not only that it ended. */
const prints: Readonly<Record<string, RegExp>> = {
  'kafka-consumer.ts': /^conversation:zendesk:5158: Where is my order\?\nconversation:zendesk:5158: That is all\.$/,
  'kafka-postgres.ts': /^At the desk: \[[\s\S]*return[\s\S]*\]$/i,
};

const files = readdirSync(join(root, 'examples')).filter((file) => file.startsWith('kafka-'));

test('every example on brokers says what it must print', () => {
  expect(Object.keys(prints).sort()).toEqual([...files].sort());
});

test.each(files)('examples/%s runs on real brokers and ends by itself', { timeout: 90_000 }, async (file) => {
  const { brokers, prefix } = kafkaForTests();
  await using database = await postgresForTests();
  const env = {
    ...{ PATH: process.env.PATH, KAFKA_BROKERS: brokers.join(','), KAFKA_TOPIC_PREFIX: prefix },
    ...{ KAFKA_DEVELOPMENT: 'true', DATABASE_URL: database.url },
  };
  const { stdout } = await run(process.execPath, [join('examples', file)], { cwd: root, env, timeout: 80_000 });
  expect(stdout.trim()).toMatch(prints[file] ?? /./);
});
