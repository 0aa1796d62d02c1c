import { expect, test } from 'vitest';
import { z } from 'zod';
import { proposal } from './decisions/proposal.js';
import { proposalInput, submitVerdict } from './requests.js';

const call = (given: object) => ({ kind: 'tool-call', tool: 'refund', arguments: given });
const edit = (given: object) => submitVerdict.safeParse({ kind: 'edit', hash: 'sha256:1', proposal: call(given) });
const propose = (given: object) => proposalInput.safeParse({ id: '1', question: 'Why?', proposal: call(given) });

test('a tool call takes as many characters of arguments as a reply does of text', () => {
  for (const given of [edit, propose]) {
    expect(given({ a: 'x'.repeat(63_992) }).success).toBe(true);
    expect(given({ a: 'x'.repeat(63_993) }).error?.issues).toMatchObject([
      { code: 'too_big', path: ['proposal', 'arguments'], message: 'takes at most 64000 characters as JSON' },
    ]);
  }
});

test('what is too long, or no JSON at all, is not looked into', () => {
  const tooLong = edit({ day: new Date(0), a: 'x'.repeat(64_000) });
  expect(tooLong.error?.issues.map(({ code }) => code)).toEqual(['too_big']);
  const round: Record<string, unknown> = {};
  round['again'] = round;
  let deep: unknown = 1;
  for (let n = 0; n < 20_000; n += 1) deep = [deep];
  for (const given of [round, { deep }, { big: 1n }]) {
    expect(propose(given).error?.issues).toMatchObject([{ code: 'custom', path: ['proposal', 'arguments'] }]);
  }
});

test('what was recorded is read whatever its length; the described schema is the same', () => {
  expect(proposal.safeParse(call({ a: 'x'.repeat(100_000) })).success).toBe(true);
  const described = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input' });
  const { proposal: incoming } = proposalInput.shape;
  expect(described(incoming)).toEqual(described(proposal));
});

test('arguments that are none are refused as before', () => {
  for (const none of [undefined, null, 'text', [1]]) expect(edit(none as never).success).toBe(false);
});
