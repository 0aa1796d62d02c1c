import {
  DeskrailError,
  type DeskrailEvent,
  partitionKey,
  readEvent,
  type StreamEvents,
  type StreamName,
} from '@deskrail/contracts';
import type { DriverRecord, RecordToSend } from './driver.js';

/** The group that alone is to handle a record; `read` and every other group skip it. */
export const redriveHeader = 'deskrail-redrive';

const prefix = 'ce_';
const contentType = 'content-type';
const structuredType = 'application/cloudevents+json';

const headerNames = new Map<string, string>();

function headerOf(attribute: string): string {
  const known = headerNames.get(attribute);
  if (known !== undefined) return known;
  const name = attribute === 'datacontenttype' ? contentType : prefix + attribute;
  // Attributes come from our own contracts: a few dozen names at most.
  if (headerNames.size < 1_000) headerNames.set(attribute, name);
  return name;
}

/** A record that holds an event as {@link writeRecord} writes it. */
export interface EventRecord extends RecordToSend {
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** The key that places an event: `tenant/subject`. */
export const recordKey = (event: Pick<DeskrailEvent, 'tenant' | 'subject'>): string =>
  partitionKey(String(event.tenant).toWellFormed(), String(event.subject).toWellFormed());

/**
 * CloudEvents' Kafka binding, binary mode: an attribute is a header, the value is the data alone. A header is UTF-8 text
 * and no more, so an event with an attribute that is none (half a surrogate pair, a number) is written in structured mode.
 */
export function writeRecord(event: DeskrailEvent): EventRecord {
  const headers: Record<string, string> = {};
  for (const [attribute, value] of Object.entries(event)) {
    if (attribute === 'data' || value === undefined) continue;
    if (typeof value !== 'string' || !value.isWellFormed()) return writeStructured(event);
    headers[headerOf(attribute)] = value;
  }
  return { key: recordKey(event), value: Buffer.from(JSON.stringify(event.data) ?? 'null'), headers };
}

function writeStructured(event: DeskrailEvent): EventRecord {
  const headers = { [contentType]: `${structuredType}; charset=UTF-8` };
  return { key: recordKey(event), value: Buffer.from(JSON.stringify(event)), headers };
}

/** Who a record is about, as far as it can be read: for order, and for dead letters. */
export interface RecordIdentity {
  readonly tenant: string;
  readonly subject: string;
  readonly eventId: string;
}

export type ReadRecord<Stream extends StreamName> = RecordIdentity &
  (
    | { readonly kind: 'event'; readonly event: StreamEvents[Stream] }
    | { readonly kind: 'unknown'; readonly type: string }
    | { readonly kind: 'unreadable'; readonly error: unknown }
  );

/**
 * Tolerant: both modes are read, attributes that nobody knows survive, a type that this version does not know is said to
 * be so, and what nobody can read is a value too.
 */
export function readRecord<Stream extends StreamName>(stream: Stream, record: DriverRecord): ReadRecord<Stream> {
  let parsed: Record<string, unknown> | undefined;
  try {
    parsed = parseRecord(record);
    const read = readEvent(stream, parsed);
    const identity = identify(record, parsed);
    if (!read.known) return { kind: 'unknown', type: read.type, ...identity };
    return { kind: 'event', event: read.event, ...identity };
  } catch (error) {
    return { kind: 'unreadable', error, ...identify(record, parsed ?? attributesOf(record)) };
  }
}

/** The group that a record was handed to again; `undefined` for one that is for everybody. */
export const redrivenTo = (record: DriverRecord): string | undefined => record.headers[redriveHeader]?.toString();

function parseRecord(record: DriverRecord): Record<string, unknown> {
  const mode = record.headers[contentType] ?? record.headers['Content-Type'];
  const mediaType = mode?.toString().split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (mediaType === structuredType) return parseStructured(record);
  if (mediaType.startsWith('application/cloudevents')) throw unreadable(record, `of the type ${mediaType}`);
  const event = attributesOf(record);
  if (!/^application\/(.+\+)?json$/.test(mediaType || 'application/json')) {
    throw unreadable(record, 'not JSON by its content type');
  }
  event.datacontenttype = mediaType === '' ? 'application/json' : mediaType;
  if (record.value !== null) event.data = parseJson(record, record.value.toString());
  return event;
}

const attributeNames = new Map<string, string | undefined>();

/** The attribute that a header holds; `undefined` for one that holds none. */
function attributeOf(header: string): string | undefined {
  if (attributeNames.has(header)) return attributeNames.get(header);
  const name = header.startsWith(prefix) ? header.slice(prefix.length) : undefined;
  // The data stands in the value, and a prototype is none of an attribute's business.
  const isOne = name !== undefined && !['data', 'data_base64', '__proto__'].includes(name);
  const attribute = isOne ? name : undefined;
  if (attributeNames.size < 1_000) attributeNames.set(header, attribute);
  return attribute;
}

function attributesOf(record: DriverRecord): Record<string, unknown> {
  const { headers } = record;
  const attributes: Record<string, unknown> = {};
  for (const header of Object.keys(headers)) {
    const attribute = attributeOf(header);
    const value = headers[header];
    if (attribute !== undefined && value !== undefined) attributes[attribute] = value.toString();
  }
  return attributes;
}

function parseStructured(record: DriverRecord): Record<string, unknown> {
  const event = parseJson(record, record.value?.toString() ?? '');
  if (typeof event !== 'object' || event === null || Array.isArray(event)) throw unreadable(record, 'no JSON object');
  const { data_base64: encoded, ...attributes } = event as Record<string, unknown>;
  const set = Object.entries(attributes).filter(([name, value]) => name === 'data' || value !== null);
  const decoded = typeof encoded === 'string' ? Buffer.from(encoded, 'base64').toString() : undefined;
  return {
    datacontenttype: 'application/json',
    ...Object.fromEntries(set),
    ...(decoded === undefined ? {} : { data: parseJson(record, decoded) }),
  };
}

/** A parser's own message quotes the text, which may be a person's. */
function parseJson(record: DriverRecord, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable(record, 'not JSON');
  }
}

const unreadable = (record: DriverRecord, what: string) =>
  new DeskrailError('payload-unreadable', `The record at ${record.partition}/${record.offset} is ${what}.`);

function identify(record: DriverRecord, attributes: Readonly<Record<string, unknown>>): RecordIdentity {
  const [tenant, subject] = keyParts(record.key);
  const position = `${record.partition}/${record.offset}`;
  return {
    tenant: text(attributes.tenant, 256) ?? tenant ?? 'unknown',
    subject: text(attributes.subject, 1024) ?? subject ?? `record:${position}`,
    eventId: text(attributes.id, 1024) ?? position,
  };
}

const text = (value: unknown, longest: number): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= longest ? value : undefined;

function keyParts(key: Buffer | null): readonly (string | undefined)[] {
  const parts = key?.toString().split('/') ?? [];
  if (parts.length !== 2) return [];
  try {
    return [text(decodeURIComponent(parts[0] ?? ''), 256), text(decodeURIComponent(parts[1] ?? ''), 1024)];
  } catch {
    return [];
  }
}
