import { expect, test } from 'vitest';
import { toLogger } from './to-logger.js';

test('kafkajs’ log is told as ours: where, and nothing of what was sent', () => {
  const told: unknown[][] = [];
  const log = (level: string) => (fields: object, message: string) => void told.push([level, fields, message]);
  const write = toLogger({ debug: log('debug'), info: log('info'), warn: log('debug'), error: log('error') })();
  const about = { broker: 'b:9092', topic: 't', partition: 1, retryCount: 2, correlationId: 7 };
  const personal = { error: 'Anna wrote', stack: 'Anna', payload: Buffer.from('Anna'), password: 'hunter2' };
  write({ namespace: 'Connection', log: { message: 'Response Produce', ...about, ...personal } });
  write({ namespace: 'Consumer', log: { message: 'Crash: KafkaJSError: Anna wrote' } });
  const client = { client: 'kafkajs' };
  expect(told).toEqual([
    [
      'debug',
      { ...client, part: 'Connection', broker: 'b:9092', topic: 't', partition: 1, retryCount: 2 },
      'Response Produce',
    ],
    ['debug', { ...client, part: 'Consumer' }, 'Crash: KafkaJSError'],
  ]);
});
