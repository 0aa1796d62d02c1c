import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { filled } from './fakes/filled.js';
import { eraseTexts, sealEvent } from './seal.js';
import { streamNames } from './streams.js';
import { checkEvent } from './validate.js';
import { vocabulary } from './vocabulary.js';

const digest = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const salt = '00112233445566778899aabbccddeeff';

const envelope = {
  specversion: '1.0',
  id: 'acme/1',
  source: '/copilot/review',
  subject: 'conversation:zendesk:5158',
  time: '2026-01-31T09:30:00.123456789Z',
  datacontenttype: 'application/json',
  tenant: 'acme',
  actor: 'reviewer/anna',
} as const;

type Event = typeof envelope & { readonly type: string; readonly data: Record<string, unknown> };

const definitions = streamNames.flatMap((stream) =>
  vocabulary[stream].map(({ type, data, examples }) => ({ stream, type, schema: data as z.ZodType, examples })),
);
const proven = definitions.filter(({ stream }) => stream === 'decisions' || stream === 'actions');

const salted = ({ type, schema, examples }: (typeof definitions)[number]): Event[] =>
  [...examples, ...filled(schema)].map((data) => ({
    ...envelope,
    type,
    data: { ...(data as Record<string, unknown>), ...(textsOf({ schema }).length > 0 && { salt }) },
  }));

/** Each value within, with the path to it and the whole with that value changed. */
function* changes(value: unknown, path: string): Generator<readonly [string, unknown]> {
  if (Array.isArray(value)) {
    yield [`${path}[+]`, [...value, 'more']];
    for (const [index, element] of value.entries()) {
      for (const [where, changed] of changes(element, `${path}[${index}]`)) yield [where, value.with(index, changed)];
    }
  } else if (typeof value === 'object' && value !== null) {
    yield [`${path}.later`, { ...value, later: 1 }];
    for (const [name, member] of Object.entries(value)) {
      if (member === undefined) continue;
      const { [name as keyof typeof value]: _, ...rest } = value;
      yield [`${path}.${name} gone`, rest];
      for (const [where, changed] of changes(member, `${path}.${name}`)) yield [where, { ...value, [name]: changed }];
    }
  } else {
    yield [path, value === 'changed' ? 'other' : 'changed'];
  }
}

describe.each(definitions)('$type', (definition) => {
  test('has no text and no salt in its sealed form', () => {
    for (const event of salted(definition)) {
      expect(sealEvent(event, digest)).not.toMatch(/TEXT\(/);
      expect(sealEvent(event, digest)).not.toContain(salt);
      const { salt: _, ...data } = event.data;
      expect(sealEvent({ ...event, data }, digest)).not.toMatch(/TEXT\(/);
    }
  });

  test('seals differently with a change of anything', () => {
    for (const event of salted(definition)) {
      const sealed = sealEvent(event, digest);
      for (const [path, changed] of changes(event, 'event')) {
        // Taking the salt out leaves texts out; without texts there is nothing that it salted.
        if (path === 'event.data.salt gone' || path === 'event.data gone' || path === 'event.data.salt') continue;
        expect(sealEvent(changed as Event, digest) === sealed, path).toBe(false);
      }
    }
  });
});

describe.each(proven)('$type, its texts erased,', (definition) => {
  test('seals as before, holds no text and is still one that the contract takes', () => {
    for (const event of salted(definition)) {
      const erased = eraseTexts(event, digest);
      expect(JSON.stringify(erased)).not.toMatch(/TEXT\(/);
      expect(JSON.stringify(erased)).not.toContain(salt);
      expect(sealEvent(erased, digest)).toBe(sealEvent(event, digest));
      expect(eraseTexts(erased, digest)).toEqual(erased);
      expect(() => checkWritten(definition, erased)).not.toThrow();
    }
  });

  test('leaves nothing of texts that had no salt', () => {
    for (const event of salted(definition)) {
      const { salt: _, ...data } = event.data;
      const bare = { ...event, data };
      const erased = eraseTexts(bare, digest);
      expect(JSON.stringify(erased)).not.toMatch(/TEXT\(/);
      expect(sealEvent(erased, digest)).toBe(sealEvent(bare, digest));
      expect(() => checkWritten(definition, erased)).not.toThrow();
    }
  });

  test('has a salt wherever it has texts', () => {
    const texts = textsOf(definition).filter((path) => path !== 'salt');
    if (texts.length > 0) expect(textsOf(definition)).toContain('salt');
  });
});

const checkWritten = ({ stream }: (typeof definitions)[number], event: Event) =>
  checkEvent(stream as 'decisions', event);

const textsOf = ({ schema }: { readonly schema: z.ZodType }): string[] => [
  ...new Set([...JSON.stringify(filled(schema)).matchAll(/TEXT\(data\.([^)]*)\)/g)].map(([, path]) => path ?? '')),
];

describe('the texts of a type', () => {
  // Another version of this package that knows of more texts seals what it reads otherwise: add a text in a new version of the type.
  test('are those that its first version had', () => {
    const texts = Object.fromEntries(proven.map((definition) => [definition.type, textsOf(definition)]));
    const same = Object.groupBy(Object.keys(texts), (type) => texts[type]?.join(' ') ?? '');
    expect(Object.fromEntries(Object.entries(same).filter(([paths]) => paths !== ''))).toMatchInlineSnapshot(`
      {
        "about.question evidence[].source.title evidence[].quote salt": [
          "classification.suggested.v1",
        ],
        "about.question evidence[].source.title evidence[].quote salt proposal.arguments": [
          "tool-call.suggested.v1",
        ],
        "about.question evidence[].source.title evidence[].quote salt proposal.note": [
          "escalation.suggested.v1",
        ],
        "about.question evidence[].source.title evidence[].quote salt proposal.text proposal.sentences[].text": [
          "summary.suggested.v1",
        ],
        "about.question evidence[].source.title evidence[].quote salt proposal.text proposal.sentences[].text proposal.template.variables": [
          "reply.suggested.v1",
        ],
        "about.question salt": [
          "recommendation.withheld.v1",
        ],
        "edit.diff[].text salt reason.text comment final|0.text final|0.sentences[].text final|0.template.variables final|2.note final|3.arguments final|4.text final|4.sentences[].text": [
          "verdict.given.v1",
        ],
      }
    `);
  });
});

test('a short text cannot be found by trying from what erasure leaves', () => {
  const event = {
    ...envelope,
    type: 'verdict.given.v1',
    data: { verdictId: 'v', kind: 'comment', comment: 'no', salt },
  };
  const left = eraseTexts(event, digest).data as Record<string, unknown>;
  expect(left).toEqual({ verdictId: 'v', kind: 'comment', comment: digest(`${salt}\n"no"`) });
  expect([digest('no'), digest('"no"'), digest('\n"no"')]).not.toContain(left.comment);
});

test('a text that looks like a digest is a text like any other while there is a salt', () => {
  const said = (comment: string) => ({ ...envelope, type: 'verdict.given.v1', data: { comment, salt } });
  const guise = said(digest(`${salt}\n"no"`));
  expect(sealEvent(guise, digest)).not.toBe(sealEvent(said('no'), digest));
  expect(sealEvent(eraseTexts(guise, digest), digest)).toBe(sealEvent(guise, digest));
});

test('fields and types that are not known yet stand as they are', () => {
  const later = {
    ...envelope,
    type: 'verdict.given.v1',
    later: 1,
    data: { verdictId: 'v', salt, later: { deep: 'x' } },
  };
  expect(JSON.parse(sealEvent(later, digest))).toEqual({
    ...envelope,
    type: 'verdict.given.v1',
    later: 1,
    data: { verdictId: 'v', later: { deep: 'x' } },
  });
  const unknown = { ...envelope, type: 'verdict.weighed.v1', data: { a: 'b', salt } };
  expect(JSON.parse(sealEvent(unknown, digest)).data).toEqual({ a: 'b' });
});

test('a proposal of a kind that is not known yet is all text', () => {
  const final = { kind: 'poem', text: 'Roses' };
  const event = { ...envelope, type: 'verdict.given.v1', data: { verdictId: 'v', final, salt } };
  expect(sealEvent(event, digest)).not.toContain('Roses');
  expect(sealEvent(eraseTexts(event, digest), digest)).toBe(sealEvent(event, digest));
});

test('what is omitted does not count', () => {
  const event = { ...envelope, type: 'verdict.given.v1', data: { verdictId: 'v', salt } };
  const signed = { ...event, data: { ...event.data, signature: { keyId: 'one', mac: 'x' } } };
  expect(sealEvent(signed, digest, { omit: ['signature'] })).toBe(sealEvent(event, digest));
  expect(signed.data.signature).toBeDefined();
});
