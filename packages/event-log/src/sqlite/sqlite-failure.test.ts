import { expect, test } from 'vitest';
import { explainFailure } from './sqlite-failure.js';

const refused = (code: string) =>
  Object.assign(new Error(`${code}: refused, open '/data/rail.db'`), { code, syscall: 'open' });

test.each([
  ['EROFS', 'dependency-unavailable', false, /mounted read-only; mount it/],
  ['EACCES', 'dependency-unavailable', false, /give its user the right/],
  ['EPERM', 'dependency-unavailable', false, /give its user the right/],
  ['ENOSPC', 'dependency-unavailable', true, /disk is full; free/],
  ['ENOENT', 'dependency-unavailable', false, /folder cannot be made; check/],
  ['ENOTDIR', 'config-invalid', false, /is a file and no folder/],
])('%s from the file system is %s and says what to do', (code, kind, retryable, message) => {
  const explained = explainFailure(refused(code), '/data/rail.db');
  expect(explained).toMatchObject({ code: kind, retryable, message: expect.stringMatching(message) });
});

test.each([
  [11, /damaged.*restore it from a backup/],
  [267, /damaged.*restore it from a backup/],
  [26, /not a SQLite database; check the path/],
  [8, /read-only/],
])('SQLite’s %s is not to be tried again', (errcode, message) => {
  const explained = explainFailure(Object.assign(new Error('malformed'), { errcode }), '/data/rail.db');
  const expected = { code: 'dependency-unavailable', retryable: false, message: expect.stringMatching(message) };
  expect(explained).toMatchObject(expected);
});

test('another error stays what it is', () => {
  const own = Object.assign(new Error('mine'), { code: 'EACCES' });
  expect(explainFailure(own, '/data/rail.db')).toBe(own);
});
