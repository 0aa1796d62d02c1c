/** A bot asks before it gives money back: two people must agree, one at a time, and the bot acts on what they approved. */
import { createClient, isDeskrailApiError } from '@deskrail/client';
import { temporaryFolder } from '@deskrail/testing';
import { createDeskrail } from 'deskrail';

await using folder = await temporaryFolder();
await using deskrail = await createDeskrail({
  data: folder.path,
  tenant: 'acme',
  // --- people
  keys: [
    { name: 'refund-bot', key: 'a-key-of-your-bot', roles: ['writer', 'reader'] },
    { name: 'anna', key: 'a-key-of-anna', roles: ['reviewer'] },
    { name: 'ben', key: 'a-key-of-ben', roles: ['senior'] },
  ],
  people: [
    { id: 'anna', roles: ['reviewer'], queues: ['review', 'money'], skills: { languages: ['en', 'de'] }, atMost: 10 },
    { id: 'ben', roles: ['senior'] },
  ],
  policy: {
    rules: [
      {
        id: 'refunds',
        when: 'draft.tool == "refund"',
        outcome: 'four-eyes',
        review: { queue: 'money', withinMinutes: 60 },
      },
    ],
    queues: { money: { remindAfterMinutes: 15, escalateAfterMinutes: 45, escalateTo: 'seniors' } },
  },
  // ---
});
await deskrail.start();
const url = 'https://deskrail.example';
const fetch: typeof globalThis.fetch = async (input, init) => deskrail.fetch(new Request(input, init));
const bot = createClient({ url, key: 'a-key-of-your-bot', fetch });
const anna = createClient({ url, key: 'a-key-of-anna', fetch });
const ben = createClient({ url, key: 'a-key-of-ben', fetch });

// --- propose
const { recommendation } = await bot.recommendations.propose({
  id: 'refund-of-order-1042',
  question: 'My tent arrived torn. I want my money back.',
  proposal: { kind: 'tool-call', tool: 'refund', arguments: { order: '1042', amount: 80 } },
});
console.log(recommendation.status, recommendation.need);
// ---

// --- hold
const { recommendationId: id } = recommendation;
await anna.recommendations.hold(id, async ({ recommendation: held, claim }) => {
  await ben.recommendations.giveVerdict(id, { kind: 'approve', hash: held.hash ?? '' }).catch((error: unknown) => {
    if (isDeskrailApiError(error, 'claimed')) console.log('Ben:', error.code, error.problem?.holder);
  });
  const proposal = { kind: 'tool-call' as const, tool: 'refund', arguments: { order: '1042', amount: 60 } };
  const request = { kind: 'edit' as const, hash: held.hash ?? '', proposal, claim: claim.token };
  const { verdict } = await anna.recommendations.giveVerdict(id, request);
  console.log(
    'Anna:',
    verdict.kind,
    verdict.edit?.diff.filter(({ op }) => op !== 'keep'),
    'decides:',
    verdict.decides,
  );
});
// ---

// --- next
const next = await ben.queue.next({ queue: 'money' });
if (next !== undefined) {
  const { hash = '', proposal, agreements } = next.recommendation;
  console.log('Ben sees:', proposal, 'agreed to by', agreements?.map(({ reviewer }) => reviewer).join());
  const { verdict } = await ben.recommendations.giveVerdict(id, { kind: 'approve', hash, claim: next.claim.token });
  console.log('Ben:', verdict.kind, 'decides:', verdict.decides);
}
// ---

// --- wait
const decided = await bot.waitForVerdict(id, { timeoutMs: 20_000 });
if (decided.status === 'approved') console.log('The bot refunds', decided.verdict?.final);
// ---
