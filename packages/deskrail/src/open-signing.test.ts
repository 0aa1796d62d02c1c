import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { actionIdOf, silentLogger, systemClock, type VerdictGiven } from '@deskrail/contracts';
import { createVerifier, type RequireSignature } from '@deskrail/copilot';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openSigning, signingKeys } from './open-signing.js';

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'deskrail-signing-'));
});
afterEach(() => rm(data, { recursive: true }));

const verdict = {
  type: 'verdict.given.v1',
  tenant: 'acme',
  time: '2026-01-31T09:30:00Z',
  subject: 'conversation:zendesk:5158',
  connection: 'zendesk',
  data: {
    ...{ kind: 'approve', verdictId: 'ver_1', reviewer: 'reviewer/anna' },
    final: { kind: 'tool-call', tool: 'refund', arguments: {} },
  },
} as unknown as VerdictGiven;

type ActionOfVerdict = Parameters<RequireSignature>[0];
/** The action that it brings. */
const brought = async (of: VerdictGiven): Promise<ActionOfVerdict> => {
  const { subject, connection } = of;
  const data = { index: 0, automatic: false };
  const id = await actionIdOf({ verdictId: of.data.verdictId, index: 0 });
  const parameters = { kind: 'call-tool', tool: 'refund' };
  const action = { id, connection, conversation: subject, parameters, event: { subject, data }, verdict: of };
  return action as unknown as ActionOfVerdict;
};

const rail = { logger: silentLogger, clock: systemClock };
const secret = (byte: number) => Buffer.alloc(32, byte).toString('base64');

it('signs with a key of the data directory, which verifies beside the instance too', async () => {
  expect(await signingKeys({ data })).toEqual([]);
  const signing = await openSigning({ data }, rail);
  const signature = signing?.sign(verdict);
  const signed = { ...verdict, data: { ...verdict.data, signature } } as VerdictGiven;
  expect(createVerifier(await signingKeys({ data }))(signed)).toBe('valid');
  const [action, unsigned] = [await brought(signed), await brought(verdict)];
  expect(() => signing?.verify(action)).not.toThrow();
  expect(() => signing?.verify(unsigned)).toThrow(/no signature/);
});

it('signs with the first of the keys given, and verifies with those before it', async () => {
  const signing = { keyId: 'new', secret: secret(1), previous: [{ keyId: 'old', secret: Buffer.alloc(32, 2) }] };
  const opened = await openSigning({ data, signing }, rail);
  expect(opened?.sign(verdict).keyId).toBe('new');
  const old = await openSigning({ signing: { keyId: 'old', secret: secret(2) } }, rail);
  const signed = { ...verdict, data: { ...verdict.data, signature: old?.sign(verdict) } } as VerdictGiven;
  const action = await brought(signed);
  expect(() => opened?.verify(action)).not.toThrow();
  expect(await readdir(data)).toEqual([]);
});

it('does not sign where it is told not to, and beside PostgreSQL not without a key that all share', async () => {
  const warn = vi.fn();
  const logger = { ...silentLogger, warn };
  expect(await openSigning({ data, signing: false }, { ...rail, logger })).toBeUndefined();
  expect(warn).not.toHaveBeenCalled();
  expect(await openSigning({ data, postgres: { url: 'postgres://db/x' } }, { ...rail, logger })).toBeUndefined();
  expect(warn).toHaveBeenCalledWith({}, expect.stringContaining('DESKRAIL_SIGNING_KEY'));
  expect(await readdir(data)).toEqual([]);
});
