import { createHmac, randomBytes } from 'node:crypto';
import { actionIdOf, eraseTexts, type VerdictGiven } from '@deskrail/contracts';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { retryIdOf } from '../act/resolve-action.js';
import { sha256 } from './mac.js';
import type { ActionOfVerdict } from './of-its-verdict.js';
import { requireSignature } from './require-signature.js';
import { createSigner, createVerifier, signedText } from './sign-verdict.js';

const secret = Buffer.from('0123456789abcdef0123456789abcdef');
const key = { keyId: 'one', secret };

const verdict: VerdictGiven = {
  specversion: '1.0',
  id: 'ver_1',
  source: '/copilot/review',
  subject: 'conversation:zendesk:5158',
  time: '2026-01-31T09:30:00.000Z',
  datacontenttype: 'application/json',
  tenant: 'acme',
  connection: 'zendesk',
  actor: 'reviewer/anna',
  policyversion: `sha256:${'2'.repeat(64)}`,
  type: 'verdict.given.v1',
  data: {
    verdictId: 'ver_1',
    recommendationId: 'rec_1',
    hash: `sha256:${'0'.repeat(64)}`,
    kind: 'approve',
    reviewer: 'reviewer/anna',
    decides: true,
    salt: '00112233445566778899aabbccddeeff',
    comment: 'Fine.',
    final: { kind: 'tool-call', tool: 'refund', arguments: { order: '1042', amount: '12.50' } },
    finalHash: `sha256:${'0'.repeat(64)}`,
  },
};

const signed = (by = key, event = verdict): VerdictGiven => ({
  ...event,
  data: { ...event.data, signature: createSigner(by)(event) },
});

test('what was signed is valid, again and after a round through JSON', () => {
  const verify = createVerifier([key]);
  expect(verify(signed())).toBe('valid');
  expect(verify(JSON.parse(JSON.stringify(signed())))).toBe('valid');
  expect(createSigner(key)(signed())).toEqual(createSigner(key)(verdict));
});

test('is an HMAC that any tool makes of the sealed text, with its domain before it', () => {
  const mac = createHmac('sha256', secret).update(signedText(verdict)).digest('hex');
  expect(signedText(verdict)).toMatch(/^deskrail\/verdict\/v1\n\{/);
  expect(createSigner(key)(verdict)).toEqual({ keyId: 'one', mac: `hmac-sha256:${mac}` });
});

const changes: readonly [string, (event: VerdictGiven) => unknown][] = [
  ['the tenant', (event) => ({ ...event, tenant: 'other' })],
  ['the time', (event) => ({ ...event, time: '2026-01-31T09:30:00.001Z' })],
  ['the actor', (event) => ({ ...event, actor: 'reviewer/ben' })],
  ['the policy', (event) => ({ ...event, policyversion: 'other' })],
  ['the kind', ({ data, ...event }) => ({ ...event, data: { ...data, kind: 'edit' } })],
  ['the hash', ({ data, ...event }) => ({ ...event, data: { ...data, hash: 'other' } })],
  ['a text', ({ data, ...event }) => ({ ...event, data: { ...data, comment: 'fine.' } })],
  ['a text taken out', ({ data: { comment: _, ...data }, ...event }) => ({ ...event, data })],
  ['the salt', ({ data, ...event }) => ({ ...event, data: { ...data, salt: 'other' } })],
  [
    'an argument',
    ({ data, ...event }) => ({
      ...event,
      data: { ...data, final: { kind: 'tool-call', tool: 'refund', arguments: { order: '1042', amount: '1250' } } },
    }),
  ],
  ['a field more', ({ data, ...event }) => ({ ...event, data: { ...data, later: 1 } })],
  [
    'the signature',
    ({ data, ...event }) => ({
      ...event,
      data: { ...data, signature: { ...data.signature, mac: `${data.signature?.mac.slice(0, -1)}x` } },
    }),
  ],
  [
    'a signature cut short',
    ({ data, ...event }) => ({ ...event, data: { ...data, signature: { keyId: 'one', mac: '' } } }),
  ],
];

it.each(changes)('is invalid with a change of %s', (_, change) => {
  expect(createVerifier([key])(change(signed()) as VerdictGiven)).toBe('invalid');
});

test('stays valid when its texts are erased, and not when they are merely taken out', () => {
  const verify = createVerifier([key]);
  const erased = eraseTexts(signed(), sha256);
  expect(JSON.stringify(erased)).not.toMatch(/Fine|12\.50|0011223344/);
  expect(verify(erased)).toBe('valid');
  const { salt: _, comment: __, ...data } = signed().data;
  expect(verify({ ...verdict, data })).toBe('invalid');
});

describe('keys', () => {
  const next = { keyId: 'two', secret: randomBytes(32) };

  test('of before go on verifying after a rotation', () => {
    const verify = createVerifier([next, key]);
    expect([verify(signed(key)), verify(signed(next))]).toEqual(['valid', 'valid']);
  });

  test('that are not there are said to be unknown; another secret under the same id is invalid', () => {
    expect(createVerifier([next])(signed())).toBe('unknown-key');
    expect(createVerifier([{ ...next, keyId: 'one' }])(signed())).toBe('invalid');
    expect(createVerifier([key])(verdict)).toBe('unsigned');
  });

  test('that are short, unnamed or named twice are refused', () => {
    expect(() => createSigner({ keyId: 'one', secret: randomBytes(31) })).toThrow(/31 bytes/);
    expect(() => createSigner({ keyId: '', secret })).toThrow(/id of 1 to 128/);
    expect(() => createVerifier([key, { ...next, keyId: 'one' }])).toThrow(/same id/);
  });
});

describe('requireSignature', () => {
  const brought = async (event: VerdictGiven, change: object = {}): Promise<ActionOfVerdict> => {
    const id = await actionIdOf({ verdictId: event.data.verdictId, index: 0 });
    const parameters = { kind: 'call-tool', tool: 'refund' } as const;
    const { subject } = event;
    const data = { actionId: id, index: 0, automatic: false, parameters, conversation: subject };
    const action = { id, connection: 'zendesk', conversation: subject, parameters, event: { subject, data } };
    return { ...action, verdict: event, ...change } as never;
  };
  let action: ActionOfVerdict;
  beforeAll(async () => {
    action = await brought(signed());
  });
  const asked =
    (event: VerdictGiven, unsignedUntil?: string, now = '2026-02-02T00:00:00Z') =>
    () =>
      requireSignature(createVerifier([key]), { unsignedUntil, clock: { now: () => Date.parse(now) } })({
        ...action,
        verdict: event as never,
      });
  const askedOf = (change: (given: ActionOfVerdict) => object) => () =>
    requireSignature(createVerifier([key]))({ ...action, ...change(action) } as ActionOfVerdict);

  test('lets a valid one through, and nothing else', () => {
    expect(asked(signed())).not.toThrow();
    expect(asked(verdict)).toThrow(/no signature.*Nothing was sent/);
    expect(asked(signed({ ...key, keyId: 'two' }))).toThrow(/does not have/);
    expect(asked({ ...signed(), tenant: 'other' })).toThrow(/does not match/);
    expect(asked(verdict)).toThrow(expect.objectContaining({ code: 'action-not-approved' }));
  });

  test.each<[string, (given: ActionOfVerdict) => object]>([
    ['another id, which would be another effect', () => ({ id: 'act_1' })],
    ['another conversation', () => ({ conversation: 'conversation:zendesk:5159' })],
    ['another subject', ({ event }) => ({ event: { ...event, subject: 'conversation:zendesk:5159' } })],
    ['another connection', () => ({ connection: 'other' })],
    ['another tool', () => ({ parameters: { kind: 'call-tool', tool: 'pay' } })],
    ['another place in the list', ({ event }) => ({ event: { ...event, data: { ...event.data, index: 1 } } })],
    ['a rule’s name on what a person decided', ({ event }) => automatically(event)],
  ])('lets no action through with %s than its verdict’s', (_what, change) => {
    expect(askedOf(() => ({}))).not.toThrow();
    expect(askedOf(change)).toThrow(/not what its verdict brings.*Nothing was sent/);
  });

  test('lets what a person said to try again through, as often as it was said', async () => {
    let id = action.id;
    for (let times = 0; times < 3; times += 1) {
      const retry = await retryIdOf(id, 0);
      const data = { ...action.event.data, actionId: retry, retryOf: id };
      expect(askedOf(({ event }) => ({ id: retry, event: { ...event, data } }))).not.toThrow();
      const unsaid = { ...data, retryOf: undefined };
      expect(askedOf(({ event }) => ({ id: retry, event: { ...event, data: unsaid } }))).toThrow(/not what/);
      id = retry;
    }
  });

  test('lets verdicts of before signing be unsigned, and only those', () => {
    expect(asked(verdict, '2026-02-01T00:00:00Z')).not.toThrow();
    expect(asked(verdict, '2026-02-01T00:00:00Z', '2026-02-08T00:00:00Z')).toThrow(/no signature/);
    expect(asked(verdict, verdict.time)).toThrow(/no signature/);
    expect(asked({ ...signed(), tenant: 'other' }, '2026-02-01T00:00:00Z')).toThrow(/does not match/);
  });
});

const automatically = (event: ActionOfVerdict['event']) => ({
  event: { ...event, data: { ...event.data, automatic: true } },
});
