/** In-house teams: how fast, how well, how often by itself: the numbers of a week, from the streams alone. */
import { createClient } from '@deskrail/client';
import { temporaryFolder } from '@deskrail/testing';
import { createDeskrail } from 'deskrail';

await using folder = await temporaryFolder();
const key = 'a-key-of-your-team';
await using deskrail = await createDeskrail({
  data: folder.path,
  keys: [{ name: 'team', key, tenant: 'acme', roles: ['reader', 'writer'] }],
});
await deskrail.start();
const client = createClient({
  url: 'https://deskrail.example',
  key,
  fetch: async (input, init) => deskrail.fetch(new Request(input, init)),
});

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const subject = 'conversation:own:1042';
await client.facts.append([
  {
    ...{ id: '1', type: 'case.opened.v1', subject, time: minutesAgo(60) },
    data: { status: 'new', requester: { kind: 'customer', id: 'kim' } },
  },
  {
    ...{ id: '2', type: 'message.sent.v1', subject, time: minutesAgo(48) },
    data: { messageId: '1', author: { kind: 'agent' }, visibility: 'public', text: 'It is on its way.' },
  },
  {
    ...{ id: '3', type: 'case.status-changed.v1', subject, time: minutesAgo(20) },
    data: { previous: 'open', current: 'solved' },
  },
]);

// --- numbers
const { total, parts } = await client.analytics({ since: '7d', by: 'day' });
console.log(
  'first response after',
  total.cases.firstResponseSeconds.p50,
  's, in 9 of 10 cases by',
  total.cases.firstResponseSeconds.p90,
);
console.log(
  'at the first contact:',
  total.cases.firstContactResolution.ratio,
  'by rules alone:',
  total.cases.automation.ratio,
);
console.log(
  'accepted as is:',
  total.suggestions.acceptedAsIs,
  'of',
  total.suggestions.suggested,
  'waiting:',
  total.reviews.backlog,
);
for (const { part, numbers } of parts ?? []) console.log(part, 'opened:', numbers.cases?.opened);
// ---
