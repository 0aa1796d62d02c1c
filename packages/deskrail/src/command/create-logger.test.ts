import { DeskrailError } from '@deskrail/contracts';
import { expect, it } from 'vitest';
import { createLogger } from './create-logger.js';

it('writes one JSON object a line, from its level up, and never a secret', () => {
  const lines: unknown[] = [];
  const logger = createLogger({ level: 'info', write: (line) => lines.push(JSON.parse(line)), now: () => 0 });
  logger.debug({}, 'too quiet');
  logger.info({ connection: 'zendesk', signingSecret: 'hunter2', position: 17n }, 'A webhook was taken.');
  logger.error({ error: new DeskrailError('timeout', 'It took too long.') }, 'It failed.');
  expect(lines).toEqual([
    {
      time: '1970-01-01T00:00:00.000Z',
      level: 'info',
      message: 'A webhook was taken.',
      connection: 'zendesk',
      signingSecret: '[secret]',
      position: '17',
    },
    {
      time: '1970-01-01T00:00:00.000Z',
      level: 'error',
      message: 'It failed.',
      error: { name: 'DeskrailError', message: 'It took too long.', code: 'timeout' },
    },
  ]);
});
