import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { gymTickets } from '../../test/tickets.js';
import { loadIntentModel } from './load.js';
import { trainIntents } from './train.js';

const whole = (await trainIntents(gymTickets)).toBytes();

/** As somebody would who knows the format. */
function forged(change: (header: Record<string, unknown>) => void): Uint8Array {
  const bytes = Buffer.from(whole);
  const length = bytes.readUInt32LE(12);
  const header = JSON.parse(bytes.toString('utf8', 16, 16 + length)) as Record<string, unknown>;
  change(header);
  const text = Buffer.from(JSON.stringify(header));
  const body = Buffer.concat([bytes.subarray(0, 16), text, bytes.subarray(16 + length, -4)]);
  body.writeUInt32LE(text.length, 12);
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(body));
  return Buffer.concat([body, sum]);
}

const refused = expect.objectContaining({ name: 'DeskrailError', code: 'config-invalid' });

test('is read wherever in memory it lies', () => {
  const shifted = new Uint8Array(whole.length + 3);
  shifted.set(whole, 3);
  expect(loadIntentModel(shifted.subarray(3)).labels).toEqual(loadIntentModel(whole).labels);
});

test('refuses what breaks off, at any place', () => {
  for (let length = 0; length < whole.length; length += Math.ceil(whole.length / 200)) {
    expect(() => loadIntentModel(whole.subarray(0, length))).toThrow(refused);
  }
  expect(() => loadIntentModel(new Uint8Array([...whole, 0]))).toThrow(refused);
});

test('refuses a byte that was changed, wherever it is', () => {
  for (let at = 0; at < whole.length; at += Math.ceil(whole.length / 100)) {
    const changed = whole.slice();
    changed[at] = (changed[at] as number) ^ 0x55;
    expect(() => loadIntentModel(changed)).toThrow(refused);
  }
});

test('says which version it is of', () => {
  const next = Buffer.from(whole);
  next.writeUInt32LE(2, 8);
  expect(() => loadIntentModel(next)).toThrow('of version 2, and this Deskrail reads version 1');
});

test.each([
  ['more features than bytes', { features: 2_000_000_000 }],
  ['a negative count', { features: -1 }],
  ['no labels', { labels: [] }],
  ['labels that are no names', { labels: [1, 2, 3, 4] }],
  ['other classes than labels', { classes: 9 }],
  ['a temperature of nought', { lexical: { temperature: 0, threshold: 1 } }],
  ['no calibration', { lexical: null }],
  ['a report of an unknown method', { report: { method: 'magic' } }],
])('refuses a header with %s, though its checksum is right', (_, fields) => {
  expect(() => loadIntentModel(forged((header) => Object.assign(header, fields)))).toThrow(refused);
});
