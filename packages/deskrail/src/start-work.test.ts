import { DeskrailError, type Logger, silentLogger } from '@deskrail/contracts';
import { expect, test, vi } from 'vitest';
import type { Progress } from './part-checks.js';
import { startWork } from './start-work.js';

const failing = () => Promise.reject(new DeskrailError('config-invalid', 'no'));
const setUp = () => ({
  progress: { state: 'waiting' } as Progress,
  logger: { ...silentLogger, error: vi.fn() } as Logger,
});

test('what fails while it is waited for is thrown', async () => {
  const given = setUp();
  await expect(startWork({ ...given, work: failing(), waitMs: 10_000 })).rejects.toMatchObject({
    code: 'config-invalid',
  });
  expect(given.progress.state).toBe('waiting');
});

test('what takes longer goes on beside, and is told when it has begun or failed', async () => {
  const begun = setUp();
  let begin = () => {};
  const work = new Promise<void>((resolve) => {
    begin = resolve;
  });
  await startWork({ ...begun, work, waitMs: 1 });
  expect(begun.progress.state).toBe('waiting');
  begin();
  await vi.waitFor(() => expect(begun.progress.state).toBe('started'));

  const failed = setUp();
  let fail = () => {};
  const failingLater = new Promise<void>((_, reject) => {
    fail = () => reject(new DeskrailError('dependency-unavailable', 'away'));
  });
  await startWork({ ...failed, work: failingLater, waitMs: 1 });
  fail();
  await vi.waitFor(() => expect(failed.progress.state).toBe('failed'));
  expect(failed.logger.error).toHaveBeenCalledWith({ code: 'dependency-unavailable' }, expect.any(String));
});
