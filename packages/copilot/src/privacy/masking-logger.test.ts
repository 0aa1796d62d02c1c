import type { Logger } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { maskingLogger } from './masking-logger.js';

function collected() {
  const lines: unknown[] = [];
  const line = (fields: unknown, message: string) => void lines.push({ fields, message });
  const logger: Logger = { debug: line, info: line, warn: line, error: line };
  return { lines, logger };
}

test('no personal value reaches a line: message, fields, deep ones, errors', () => {
  const { lines, logger } = collected();
  const masking = maskingLogger(logger);
  const error = new TypeError('No mailbox kim@example.com', { cause: new Error('card 4111 1111 1111 1111') });
  masking.warn(
    { to: 'kim@example.com', deep: { list: ['+44 20 7946 0958'] }, error, count: 3 },
    'Not sent to kim@example.com',
  );
  const [{ fields, message }] = lines as [{ fields: Record<string, unknown>; message: string }];
  expect(message).toBe('Not sent to [email]');
  expect(fields).toMatchObject({ to: '[email]', deep: { list: ['[phone]'] }, count: 3 });
  expect(fields.error).toBeInstanceOf(TypeError);
  expect(fields.error).toMatchObject({ message: 'No mailbox [email]', cause: { message: 'card [card]' } });
  expect((fields.error as Error).stack).not.toContain('kim@');
  expect(error.message).toContain('kim@example.com');
});

test('ids, times and addresses of the machine itself stay', () => {
  const { lines, logger } = collected();
  const fields = {
    id: 'acme/zendesk/message/9876543210',
    at: '2026-11-21T17:21:34.123Z',
    url: 'http://127.0.0.1:8080/',
  };
  maskingLogger(logger).info(fields, 'Received');
  expect(lines).toEqual([{ fields, message: 'Received' }]);
});
