/** A chatbot asks: the answer comes as it is made, with its evidence; asked again it is at hand; a refund waits for a person. */
import { createClient } from '@deskrail/client';
import { demoArticlesFolder, temporaryFolder } from '@deskrail/testing';
import { createDeskrail } from 'deskrail';

await using folder = await temporaryFolder();
const key = 'a-key-of-your-chatbot';
await using deskrail = await createDeskrail({
  data: folder.path,
  connections: [],
  knowledge: demoArticlesFolder(),
  keys: [{ name: 'bot', key, tenant: 'acme', roles: ['reader', 'writer'] }],
  policy: {
    rules: [{ id: 'harmless', when: { asked: 'suggest', minConfidence: 0.5, maxRisk: 'medium' }, outcome: 'show' }],
  },
});
await deskrail.start();
const url = 'https://deskrail.example';
const fetch: typeof globalThis.fetch = async (input, init) => deskrail.fetch(new Request(input, init));
const client = createClient({ url, key, fetch });

// --- stream
for await (const event of client.suggestStream({ text: 'How do I wash a down sleeping bag?' })) {
  if (event.type === 'progress') console.log('so far:', event.progress.text);
  else console.log(event.answer.outcome, event.answer.recommendation.proposal);
}
// ---

// --- evidence
const { evidence } = await client.evidence({ text: 'How do I wash a down sleeping bag?', limit: 3 });
for (const { source, quote, score } of evidence) console.log(score.toFixed(2), source.title, quote.slice(0, 60));
// ---

const again = await client.suggest({ text: 'how do I wash a down sleeping bag' });
console.log('again:', again.outcome, again.cached === true ? 'at hand' : 'made anew');
const { evidence: checked } = await client.recommendations.checkEvidence(again.recommendation.recommendationId);
console.log('evidence:', checked.map(({ state }) => state).join(', '));
