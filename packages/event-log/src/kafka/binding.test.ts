import type { DeskrailEvent } from '@deskrail/contracts';
import { describe, expect, test } from 'vitest';
import { message } from '../conformance/messages.js';
import { type EventRecord, readRecord, redriveHeader, redrivenTo, writeRecord } from './binding.js';
import type { DriverRecord } from './driver.js';

/** As a broker hands it back. */
const stored = ({ key, value, headers }: EventRecord): DriverRecord => ({
  ...{ partition: 3, offset: 17n, timestampMs: 0, key: Buffer.from(key), value: Buffer.from(value) },
  headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
});

const roundTrip = (event: unknown) => readRecord('facts', stored(writeRecord(event as DeskrailEvent)));
const record = (headers: Record<string, string>, value: string, key = 'acme/conversation%3Adesk%3A1') =>
  stored({ key, value: Buffer.from(value), headers });

describe('writing', () => {
  test('attributes are headers, the value is the data, the key is the tenant and the subject', () => {
    const traced = { ...message('m', 'a/b'), traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' };
    const { key, value, headers } = writeRecord(traced);
    expect(key).toBe('acme/conversation%3Adesk%3Aa%252Fb');
    expect(JSON.parse(value.toString())).toEqual(traced.data);
    expect(headers).toEqual({
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: 'm',
      ce_source: '/connections/desk',
      ce_type: 'message.received.v1',
      ce_subject: traced.subject,
      ce_time: '2026-01-31T09:30:00.123456789Z',
      ce_tenant: 'acme',
      ce_connection: 'desk',
      ce_correlationid: traced.correlationid,
      ce_actor: 'customer/1',
      ce_authenticity: 'signed',
      ce_identity: 'exact',
      ce_traceparent: traced.traceparent,
    });
  });

  test.each([
    ['an odd text', message('odd', 'Straße 5/7:ä', 'A 𝄞, a NUL \u0000, half a pair \ud834, "quotes"\r\n')],
    ['odd attributes', { ...message('ä\u0000\n€𝄞'), actor: 'customer/Ünal ☂' }],
    ['half a pair in an attribute', { ...message('half'), actor: 'customer/\udd1e' }],
    ['a field that is not set', { ...message('unset'), connection: undefined }],
  ])('%s comes back exactly', (_, event) => {
    const read = roundTrip(event);
    expect(read).toMatchObject({ kind: 'event', eventId: event.id, tenant: 'acme', subject: event.subject });
    expect(read.kind === 'event' && read.event).toEqual(event);
  });

  test('a header that is not text would not come back, so the whole event is the value', () => {
    const { headers, value } = writeRecord({ ...message('half'), actor: 'customer/\udd1e' });
    expect(headers).toEqual({ 'content-type': 'application/cloudevents+json; charset=UTF-8' });
    expect(value.toString()).toContain('\\udd1e');
  });
});

describe('reading', () => {
  const event = message('m');
  const { data: _, ...attributes } = event;

  test('structured mode is read, whatever its parameters and case', () => {
    for (const type of ['application/cloudevents+json', 'Application/CloudEvents+JSON; charset=utf-8']) {
      const read = readRecord('facts', record({ 'content-type': type }, JSON.stringify(event)));
      expect(read.kind === 'event' && read.event).toEqual(event);
    }
  });

  test('structured mode may carry its data in base64, and null for what is not set', () => {
    const data_base64 = Buffer.from(JSON.stringify(event.data)).toString('base64');
    const value = JSON.stringify({ ...attributes, data_base64, traceparent: null });
    const read = readRecord('facts', record({ 'content-type': 'application/cloudevents+json' }, value));
    expect(read.kind === 'event' && read.event).toEqual(event);
  });

  test('extension attributes and data fields that nobody knows survive', () => {
    const foreign = { ...event, dataschema: 'https://a.example/1', data: { ...event.data, later: 1 } };
    const read = roundTrip(foreign);
    expect(read.kind === 'event' && read.event).toEqual(foreign);
  });

  test('what another producer wrote without a content type, or with parameters, is JSON', () => {
    const { headers, value, key } = writeRecord(event);
    const { 'content-type': __, ...bare } = headers;
    for (const more of [{}, { 'content-type': 'application/json; charset=utf-8' }]) {
      const read = readRecord('facts', record({ ...bare, ...more }, value.toString(), key));
      expect(read.kind === 'event' && read.event).toEqual(event);
    }
  });

  test('a type that this version does not know is said to be so', () => {
    expect(roundTrip({ ...event, type: 'message.dreamt.v1' })).toMatchObject({
      ...{ kind: 'unknown', type: 'message.dreamt.v1', eventId: 'm' },
    });
  });

  test('what cannot be read keeps its identity, and quotes no text', () => {
    const { headers, key } = writeRecord(event);
    const read = readRecord('facts', record(headers, '{"text":"Anna wrote', key));
    expect(read).toMatchObject({ kind: 'unreadable', eventId: 'm', tenant: 'acme', subject: event.subject });
    expect(read.kind === 'unreadable' && String(read.error)).toContain('3/17');
    expect(read.kind === 'unreadable' && String(read.error)).not.toContain('Anna');
    const named = readRecord('facts', record({}, '{}'));
    expect(named).toMatchObject({ kind: 'unknown', tenant: 'acme', subject: event.subject, eventId: '3/17' });
    const nameless = readRecord('facts', record({ 'content-type': 'text/plain' }, 'x', '%%%/a'));
    expect(nameless).toMatchObject({ kind: 'unreadable', tenant: 'unknown', subject: 'record:3/17', eventId: '3/17' });
  });

  test.each(['application/cloudevents-batch+json', 'text/plain', 'application/avro'])('%s is not readable', (type) => {
    const { headers } = writeRecord(event);
    expect(readRecord('facts', record({ ...headers, 'content-type': type }, '[]')).kind).toBe('unreadable');
  });

  test('a header may not set what is no attribute', () => {
    const { headers, value } = writeRecord(event);
    const read = readRecord('facts', record({ ...headers, ce___proto__: 'x', ce_data: 'y' }, value.toString()));
    expect(read.kind === 'event' && read.event.data).toEqual(event.data);
    expect(({} as { x?: string }).x).toBeUndefined();
  });

  test('a redriven record names its group', () => {
    const written = writeRecord(event);
    expect(redrivenTo(stored(written))).toBeUndefined();
    expect(redrivenTo(stored({ ...written, headers: { ...written.headers, [redriveHeader]: 'desk' } }))).toBe('desk');
  });
});
