import { expect, test } from 'vitest';
import { explainFailure, isCollision, isConnectionLoss, standby } from './postgres-failure.js';

const place = { host: 'db.example', port: 5432, database: 'rail', user: 'deskrail' };
const refusal = (code: string, message = 'My card is 4111') =>
  Object.assign(new Error(message), { code, severity: 'ERROR', detail: 'Key (id)=(My card is 4111)' });

test.each([
  [refusal('57P01'), 'dependency-unavailable', true, 'shutting down'],
  [refusal('53300'), 'dependency-unavailable', true, 'max_connections'],
  [refusal('28P01'), 'dependency-unavailable', false, 'pg_hba.conf'],
  [refusal('42P07'), 'dependency-unavailable', false, 'another schema'],
  [refusal('55P03'), 'overloaded', true, 'lock'],
  [refusal('40001'), 'dependency-unavailable', true, 'each other'],
  [
    Object.assign(new Error('connect'), { code: 'ECONNREFUSED', syscall: 'connect' }),
    'dependency-unavailable',
    true,
    'start it',
  ],
  [Object.assign(new Error('read'), { code: 'ECONNRESET', syscall: 'read' }), 'dependency-unavailable', true, 'lost'],
  [new Error('Connection terminated unexpectedly'), 'dependency-unavailable', true, 'lost'],
  [new Error('Query read timeout'), 'dependency-unavailable', true, 'lost'],
  [standby(place), 'dependency-unavailable', true, 'primary'],
])('%s says where it was and what to do, as %s', (error, code, retryable, words) => {
  const explained = explainFailure(error, place);
  expect(explained).toMatchObject({ code, retryable });
  expect((explained as Error).message).toMatch(/^PostgreSQL at db\.example:5432 \(database rail, user deskrail\)/);
  expect((explained as Error).message).toContain(words);
});

test('what is wrong by configuration says so at the start alone', () => {
  const error = explainFailure(refusal('42501'), place);
  expect(error).toMatchObject({ code: 'dependency-unavailable', retryable: false });
  expect(explainFailure(error, place, true)).toMatchObject({ code: 'config-invalid' });
});

test('no text of a row gets into an error', () => {
  const explained = explainFailure(refusal('23514'), place) as Error;
  expect(explained).toMatchObject({ code: 'internal' });
  expect(explained.cause).toBeUndefined();
  expect(JSON.stringify([explained, explained.message])).not.toContain('4111');
});

test('what no index can hold is the event’s own fault', () => {
  expect(explainFailure(refusal('54000'), place)).toMatchObject({ code: 'event-invalid', retryable: false });
});

test('other errors stay as they are', () => {
  const error = new TypeError('x is not a function');
  expect(explainFailure(error, place)).toBe(error);
});

test('what may be run again is told apart', () => {
  expect(['40001', '40P01', '23505'].map((state) => isCollision(refusal(state)))).toEqual([true, true, true]);
  expect(isCollision(refusal('23514'))).toBe(false);
  expect(isConnectionLoss(refusal('57P01'))).toBe(true);
  expect(isConnectionLoss(refusal('57014'))).toBe(false);
  expect(isConnectionLoss(undefined)).toBe(false);
});
