import { silentLogger } from '@deskrail/contracts';
import { expect, it, vi } from 'vitest';
import { openParts } from './open-parts.js';

it('closes in reverse, once, whatever fails or hangs', async () => {
  const closed: string[] = [];
  const complaints: unknown[] = [];
  const logger = { ...silentLogger, error: (fields: object) => void complaints.push(fields) };
  const parts = openParts({ logger, closeTimeoutMs: 20 });
  const part = (name: string, close: () => Promise<void> | void = () => {}) =>
    parts.add(name, {
      close() {
        closed.push(name);
        return close();
      },
    });
  part('log');
  part('store', () => {
    throw new Error('no');
  });
  part('relay', () => new Promise<void>(() => {}));
  part('server');
  await Promise.all([parts.close(), parts.close()]);
  await parts.close();
  expect(closed).toEqual(['server', 'relay', 'store', 'log']);
  expect(complaints).toEqual([
    { part: 'relay', code: 'timeout' },
    { part: 'store', code: 'internal' },
  ]);
});

it('closes at once what is opened too late', async () => {
  const parts = openParts({ logger: silentLogger, closeTimeoutMs: 20 });
  await parts.close();
  const late = { close: vi.fn() };
  expect(() => parts.add('relay', late)).toThrow('relay was opened too late');
  expect(late.close).toHaveBeenCalledOnce();
});
