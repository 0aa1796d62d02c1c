import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { privacyOf } from './privacy.js';
import { streamNames } from './streams.js';
import { checkEvent, readEvent } from './validate.js';
import { vocabulary } from './vocabulary.js';

const definitions = streamNames.flatMap((stream) => vocabulary[stream].map((definition) => ({ stream, definition })));

const envelope = {
  specversion: '1.0',
  id: 'acme/zendesk/message/1',
  source: '/connections/zendesk',
  subject: 'conversation:zendesk:5158',
  time: '2026-01-31T09:30:00.123456789Z',
  datacontenttype: 'application/json',
  tenant: 'acme',
  connection: 'zendesk',
  actor: 'customer/8447388090494',
};

/** The paths of all leaves that no class covers. */
function uncovered(schema: z.ZodType, path: string, covered = false): string[] {
  const here = covered || privacyOf(schema) !== undefined;
  if (here) return [];
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([key, inner]) => uncovered(inner as z.ZodType, `${path}.${key}`));
  }
  if (schema instanceof z.ZodDiscriminatedUnion) {
    return schema.options.flatMap((option, index) => uncovered(option as z.ZodType, `${path}|${index}`));
  }
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return uncovered(schema.unwrap() as z.ZodType, path);
  if (schema instanceof z.ZodArray) return uncovered(schema.element as z.ZodType, `${path}[]`);
  return [path];
}

describe.each(definitions)('$definition.type', ({ stream, definition }) => {
  const facts = stream === 'facts' ? { authenticity: 'signed', identity: 'exact' } : {};

  test('is named noun.past-participle.vN', () => {
    expect(definition.type).toMatch(/^([a-z-]+\.)?[a-z-]+\.v\d+$/);
  });

  test('accepts its examples', () => {
    for (const data of definition.examples) {
      expect(checkEvent(stream, { ...envelope, ...facts, type: definition.type, data })).toBeDefined();
    }
  });

  test('refuses an unknown field when writing and keeps it when reading', () => {
    const event = { ...envelope, ...facts, type: definition.type, data: { ...definition.examples[0], later: 1 } };
    expect(() => checkEvent(stream, event)).toThrow(/later/);
    expect(readEvent(stream, event)).toEqual({ known: true, event });
  });

  test('has a privacy class on every field', () => {
    expect(uncovered(definition.data as z.ZodType, 'data')).toEqual([]);
    expect(uncovered(definition.schema, 'event')).toEqual([]);
  });

  test('has a JSON Schema that says them', () => {
    const schema = z.toJSONSchema(definition.schema, { io: 'input', unrepresentable: 'throw' });
    expect(JSON.stringify(schema)).toContain('"privacy"');
  });
});

test('an unknown type is an error to write and a skip to read', () => {
  expect(() => checkEvent('facts', { ...envelope, type: 'moon.landed.v1', data: {} })).toThrow(/moon.landed.v1/);
  expect(readEvent('facts', { ...envelope, type: 'moon.landed.v1', data: {} })).toEqual({
    known: false,
    type: 'moon.landed.v1',
  });
});

test('a decision is refused on the facts', () => {
  const [definition] = vocabulary.decisions;
  const event = { ...envelope, type: definition.type, data: definition.examples[0] };
  expect(() => checkEvent('facts', event)).toThrow(/belongs to the stream decisions/);
});
