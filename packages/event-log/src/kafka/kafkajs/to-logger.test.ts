import { expect, test } from 'vitest';
import { toLogger } from './to-logger.js';

test('kafkajs’ log is told as ours: where, and nothing of what was sent', () => {
  const told: unknown[][] = [];
  const log = (level: string) => (fields: object, message: string) => void told.push([level, fields, message]);
  const write = toLogger({ debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') })();
  const about = { broker: 'b:9092', topic: 't', partition: 1, retryCount: 2, correlationId: 7 };
  const personal = { error: 'Anna wrote', stack: 'Anna', payload: Buffer.from('Anna'), password: 'hunter2' };
  write({ namespace: 'Connection', level: 1, log: { message: 'Response Produce', ...about, ...personal } });
  write({ namespace: 'Consumer', level: 1, log: { message: 'Crash: KafkaJSError: Anna wrote' } });
  write({ namespace: 'X', level: 4, log: { message: 'i' } });
  write({ namespace: 'X', level: 5, log: { message: 'd' } });
  const client = { client: 'kafkajs' };
  expect(told).toEqual([
    [
      'warn',
      { ...client, part: 'Connection', broker: 'b:9092', topic: 't', partition: 1, retryCount: 2 },
      'Response Produce',
    ],
    ['warn', { ...client, part: 'Consumer' }, 'Crash: KafkaJSError'],
    ['info', { ...client, part: 'X' }, 'i'],
    ['debug', { ...client, part: 'X' }, 'd'],
  ]);
});
