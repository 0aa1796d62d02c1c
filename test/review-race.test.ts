import { createClient, type DeskrailClient, isDeskrailApiError } from '@deskrail/client';
import { type TemporaryFolder, temporaryFolder } from '@deskrail/testing';
import { createDeskrail, type Deskrail } from 'deskrail';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let folder: TemporaryFolder;
let deskrail: Deskrail;
beforeAll(async () => {
  folder = await temporaryFolder();
  deskrail = await createDeskrail({
    data: folder.path,
    tenant: 'acme',
    keys: [
      { name: 'bot', key: 'bot-key', roles: ['writer'] },
      ...['anna', 'ben', 'cleo', 'dan'].map((name) => ({ name, key: `${name}-key`, roles: ['reviewer' as const] })),
      { name: 'sue', key: 'sue-key', roles: ['senior'] },
    ],
    policy: {
      rules: [
        { id: 'pairs', when: 'draft.tool == "pair"', outcome: 'review', review: { queue: 'pairs', reviewers: 2 } },
        { id: 'queued', when: 'draft.tool == "queued"', outcome: 'review', review: { queue: 'queued' } },
      ],
      queues: { legal: {} },
    },
  });
  await deskrail.start();
});
afterAll(async () => {
  await deskrail.close();
  await folder.remove();
});

const as = (name: string): DeskrailClient =>
  createClient({
    ...{ url: 'https://deskrail.example', key: `${name}-key`, retries: 0 },
    fetch: async (input, init) => deskrail.fetch(new Request(input, init)),
  });

let count = 0;
async function waits(tool = 'one') {
  count += 1;
  const proposal = { kind: 'tool-call', tool, arguments: { count } } as const;
  const made = await as('bot').recommendations.propose({ id: `call-${count}`, proposal, question: 'May I?' });
  const { recommendationId: id, hash = '' } = made.recommendation;
  return { id, hash };
}

const settled = <Answer>(calls: readonly Promise<Answer>[]) =>
  Promise.all(
    calls.map((call) =>
      call.catch((error: unknown) => {
        if (isDeskrailApiError(error)) return error;
        throw error;
      }),
    ),
  );

describe('on the embedded store, through HTTP', () => {
  test('of two reviewers at once exactly one wins, and the other is told who', async () => {
    for (let round = 0; round < 15; round += 1) {
      const { id, hash } = await waits();
      const answers = await settled([
        as('anna').recommendations.giveVerdict(id, { kind: 'approve', hash }),
        as('ben').recommendations.giveVerdict(id, { kind: 'reject', hash, reason: { code: 'wrong' } }),
      ]);
      const won = answers.flatMap((answer) => ('verdict' in answer ? [answer.verdict] : []));
      const lost = answers.flatMap((answer) => ('problem' in answer ? [answer] : []));
      expect([won.length, lost.length]).toEqual([1, 1]);
      expect(lost[0]).toMatchObject({
        ...{ status: 409, code: 'already-decided' },
        problem: { winner: { verdictId: won[0]?.verdictId, reviewer: won[0]?.reviewer } },
      });
      const after = await as('anna').recommendations.get(id);
      expect(after.verdicts.filter(({ decides }) => decides)).toEqual([after.verdict]);
    }
  });

  test('of four at once where two must agree, exactly one decides and names one before it', async () => {
    const { id, hash } = await waits('pair');
    const names = ['anna', 'ben', 'cleo', 'dan'];
    const answers = await settled(
      names.map((name) => as(name).recommendations.giveVerdict(id, { kind: 'approve', hash })),
    );
    const given = answers.flatMap((answer) => ('verdict' in answer ? [answer.verdict] : []));
    expect(given.map(({ decides }) => decides).sort()).toEqual([false, true]);
    const [first] = given.filter(({ decides }) => !decides);
    expect(given.find(({ decides }) => decides)?.agreed).toEqual([first?.verdictId]);
    expect(await as('anna').recommendations.get(id)).toMatchObject({ status: 'approved' });
  });

  test('whoever asks for the next at once never gets the same', async () => {
    const items = [await waits('queued'), await waits('queued'), await waits('queued')];
    const got = await Promise.all(
      ['anna', 'ben', 'cleo', 'dan'].map((name) => as(name).queue.next({ queue: 'queued' })),
    );
    const ids = got.flatMap((one) => (one === undefined ? [] : [one.recommendation.recommendationId]));
    expect(ids.sort()).toEqual(items.map(({ id }) => id).sort());
    expect(await as('sue').queue.summary()).toContainEqual(expect.objectContaining({ queue: 'queued', claimed: 3 }));
    expect((await as('sue').queue.page({ queue: 'queued', claimed: false })).items).toEqual([]);
  });

  test('a claim keeps others out until a senior takes it over, which ends what was held', async () => {
    const { id, hash } = await waits();
    const held = Promise.withResolvers<void>();
    const lost = as('anna').recommendations.hold(
      id,
      async ({ signal }) => {
        held.resolve();
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        return (signal.reason as { code?: string }).code;
      },
      { leaseSeconds: 10 },
    );
    await held.promise;
    const approval = { kind: 'approve', hash } as const;
    await expect(as('ben').recommendations.giveVerdict(id, approval)).rejects.toMatchObject({
      ...{ status: 409, code: 'claimed', problem: { holder: 'reviewer/anna' } },
    });
    const { looking, claim } = await as('ben').recommendations.look(id);
    expect([looking.map(({ reviewer }) => reviewer), claim?.holder]).toEqual([['reviewer/ben'], 'reviewer/anna']);
    const taken = await as('sue').recommendations.claim(id, { takeOver: true });
    expect(await lost).toBe('claim-lost');
    // What anna's helper gave back on its way out was no longer hers.
    const given = await as('sue').recommendations.giveVerdict(id, { ...approval, claim: taken.claim.token });
    expect(given.verdict).toMatchObject({ decides: true, claim: taken.claim.token, role: 'senior' });
  });

  test('what is passed on waits for somebody else, in a queue that somebody knows', async () => {
    const { id, hash } = await waits();
    const nowhere = { status: 400, problem: { queues: ['legal', 'pairs', 'queued', 'review'] } };
    await expect(as('anna').recommendations.route(id, { queue: 'leagl' })).rejects.toMatchObject(nowhere);
    await expect(
      as('anna').recommendations.giveVerdict(id, { kind: 'escalate', hash, escalateTo: 'leagl' }),
    ).rejects.toMatchObject(nowhere);
    await as('anna').recommendations.route(id, { queue: 'legal', assignee: 'ben' });
    const mine = await as('ben').queue.page({ assignee: 'me' });
    expect(mine.items).toMatchObject([{ recommendationId: id, queue: 'legal', assignee: 'reviewer/ben' }]);
    await expect(as('anna').recommendations.route(id, { assignee: 'anna' })).rejects.toMatchObject({ status: 403 });
    await expect(as('bot').recommendations.claim(id)).rejects.toMatchObject({ status: 403 });
  });
});
