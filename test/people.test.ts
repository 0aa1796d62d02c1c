import { createClient, type DeskrailClient, isDeskrailApiError } from '@deskrail/client';
import { temporaryFolder } from '@deskrail/testing';
import { createDeskrail, type Deskrail, type DeskrailOptions } from 'deskrail';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { expect, onTestFinished, test } from 'vitest';

const issuer = 'https://login.example/';
const pair = await generateKeyPair('ES256');
const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'one' }] };
const tokenOf = (sub: string, group: string) =>
  new SignJWT({ groups: [group] })
    .setProtectedHeader({ alg: 'ES256', kid: 'one' })
    .setIssuer(issuer)
    .setAudience('deskrail')
    .setSubject(sub)
    .setExpirationTime('5m')
    .sign(pair.privateKey);

const tenant = 'acme';
async function open(options: Partial<DeskrailOptions>): Promise<Deskrail> {
  const folder = await temporaryFolder();
  const deskrail = await createDeskrail({
    ...{ data: folder.path, tenant, page: false },
    keys: [
      { name: 'bot', key: 'the-key-of-bot', roles: ['writer', 'reader'] },
      { name: 'anna-bot', key: 'the-key-of-anna-bot', roles: ['writer'] },
      { name: 'anna', key: 'the-key-of-anna', roles: ['reviewer'] },
      { name: 'anna-phone', key: 'the-key-of-anna-phone', person: 'anna', roles: ['senior', 'writer'] },
      { name: 'ben', key: 'the-key-of-ben', roles: ['agent'] },
      { name: 'cleo', key: 'the-key-of-cleo', roles: ['reviewer'], queues: ['elsewhere'] },
      { name: 'setup', key: 'the-key-of-setup', roles: ['admin'] },
    ],
    jwt: [
      {
        ...{ issuer, audience: 'deskrail', jwks, tenant },
        ...{ rolesClaim: 'groups', roles: { support: 'reviewer', agents: 'agent' } },
      },
    ],
    people: [{ id: 'anna', identities: [`jwt:${issuer}|auth0|7`, 'key:anna-bot'] }],
    ...options,
  });
  onTestFinished(async () => {
    await deskrail.close();
    await folder.remove();
  });
  await deskrail.start();
  return deskrail;
}

const clientOf = (deskrail: Deskrail, key: string): DeskrailClient =>
  createClient({
    url: 'https://deskrail.example',
    key,
    fetch: async (input, init) => deskrail.fetch(new Request(input, init)),
  });

const draft = {
  id: 'draft-1',
  proposal: { kind: 'reply' as const, visibility: 'public' as const, text: 'We refund it.', sentences: [] },
  question: 'May I have my money back?',
};
const fourEyes = { rules: [{ id: 'two', when: { kind: 'reply' as const }, outcome: 'four-eyes' as const }] };

async function approve(client: DeskrailClient, id: string): Promise<string> {
  try {
    const { hash = '' } = await client.recommendations.get(id);
    const given = await client.recommendations.giveVerdict(id, { kind: 'approve', hash });
    return given.verdict.decides ? 'decided' : 'agreed';
  } catch (error) {
    if (!isDeskrailApiError(error)) throw error;
    return error.code;
  }
}

test('four eyes are not one person’s with a key, another key, a key made at run time, and a token', async () => {
  const deskrail = await open({ policy: fourEyes });
  const { recommendation } = await clientOf(deskrail, 'the-key-of-bot').recommendations.propose(draft);
  const id = recommendation.recommendationId;
  const admin = clientOf(deskrail, 'the-key-of-setup');
  const made = await admin.keys.create({ name: 'tablet', person: 'ANNA', roles: ['reviewer'] });

  expect(await approve(clientOf(deskrail, 'the-key-of-anna'), id)).toBe('agreed');
  for (const key of ['the-key-of-anna-phone', made.secret, await tokenOf('auth0|7', 'support')]) {
    expect((await clientOf(deskrail, key).session()).actor).toBe('reviewer/anna');
    expect(await approve(clientOf(deskrail, key), id)).not.toBe('decided');
  }
  expect((await clientOf(deskrail, 'the-key-of-anna').recommendations.get(id)).status).toBe('open');

  expect(await approve(clientOf(deskrail, await tokenOf('auth0|8', 'support')), id)).toBe('decided');
  const decided = await admin.recommendations.get(id);
  expect(decided.verdicts.map(({ reviewer }) => reviewer)).toContain('reviewer/auth0|8');
});

test('who asked is none of the four eyes, whichever of their keys asked', async () => {
  const deskrail = await open({ policy: fourEyes });
  const { recommendation } = await clientOf(deskrail, 'the-key-of-anna-bot').recommendations.propose(draft);
  const id = recommendation.recommendationId;
  for (const key of ['the-key-of-anna', 'the-key-of-anna-phone']) {
    expect(await approve(clientOf(deskrail, key), id)).toBe('forbidden');
  }
});

test('role and queue are decided with the item', async () => {
  const deskrail = await open({});
  const { recommendation } = await clientOf(deskrail, 'the-key-of-bot').recommendations.propose(draft);
  const id = recommendation.recommendationId;
  expect(await approve(clientOf(deskrail, 'the-key-of-ben'), id)).toBe('forbidden');
  expect(await approve(clientOf(deskrail, await tokenOf('auth0|9', 'agents')), id)).toBe('forbidden');
  expect(await approve(clientOf(deskrail, await tokenOf('auth0|9', 'nobody')), id)).toBe('forbidden');
  expect(await approve(clientOf(deskrail, 'the-key-of-cleo'), id)).toBe('forbidden');
  expect(await approve(clientOf(deskrail, 'the-key-of-anna'), id)).toBe('decided');
});
