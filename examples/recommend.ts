/** Chatbot builders: ask for a suggestion now, and show it only where policy allows. */
import { createClient } from '@deskrail/client';
import { demoArticlesFolder, temporaryFolder } from '@deskrail/testing';
import { createDeskrail } from 'deskrail';

await using folder = await temporaryFolder();
const key = 'a-key-of-your-chatbot';

await using deskrail = await createDeskrail({
  data: folder.path,
  connections: [],
  knowledge: demoArticlesFolder(),
  keys: [{ name: 'shop-bot', key, tenant: 'acme', roles: ['reader', 'writer'] }],
  policy: { rules: [{ id: 'show-sure-answers', when: { asked: 'suggest', minConfidence: 0.5 }, outcome: 'show' }] },
});
await deskrail.start();
const url = 'https://deskrail.example';
const fetch: typeof globalThis.fetch = async (input, init) => deskrail.fetch(new Request(input, init));

// --- suggest
const client = createClient({ url, key, fetch });
const { outcome, recommendation } = await client.suggest({ text: 'How long do I have to return a tent?' });

if (outcome === 'show' && recommendation.proposal?.kind === 'reply') {
  for (const { text, evidence } of recommendation.proposal.sentences) console.log(text, evidence);
} else if (outcome === 'review') {
  console.log('A person looks at it:', (await client.waitForVerdict(recommendation.recommendationId)).status);
} else {
  console.log('Nothing to show:', recommendation.withheld?.reason);
}
// ---
