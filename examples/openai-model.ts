/** Let OpenAI write the drafts, the embedded model where it is away. Runs on an emulated API: nothing to sign up for. */
import { createClient } from '@deskrail/client';
import { openAiEmbeddings, openAiModel, openAiModeration } from '@deskrail/copilot/openai';
import { demoArticlesFolder, emulateOpenAi, serveEmulator, temporaryFolder } from '@deskrail/testing';
import { createDeskrail } from 'deskrail';

await using folder = await temporaryFolder();
const emulator = emulateOpenAi();
await using served = await serveEmulator(emulator);
const access = { apiKey: emulator.apiKey, baseURL: `${served.url}/v1` };

// --- model
const model = openAiModel({
  ...access,
  model: 'gpt-5.4-mini',
  prices: { input: 0.75, output: 4.5 },
  budgets: { perRequest: { tokens: 40_000 }, perDay: { cost: 5 }, perTenantAndDay: { cost: 1 } },
  timeoutMs: 12_000,
});
// ---

// --- around
const embeddings = openAiEmbeddings({ ...access, model: 'text-embedding-3-small' });
const moderate = openAiModeration(access);
// ---

const key = 'a-key-of-your-chatbot';
await using deskrail = await createDeskrail({
  data: folder.path,
  knowledge: demoArticlesFolder(),
  keys: [{ name: 'shop-bot', key, tenant: 'acme', roles: ['reader', 'writer'] }],
  model,
});
await deskrail.start();
const fetch: typeof globalThis.fetch = async (input, init) => deskrail.fetch(new Request(input, init));
const client = createClient({ url: 'https://deskrail.example', key, fetch });

const ask = async (text: string) => {
  const { recommendation } = await client.suggest({ text });
  const { proposal, model: by, prompt, usage } = recommendation;
  if (proposal?.kind === 'reply') console.log(`${by?.name} ${prompt?.id ?? ''}: ${proposal.text}`, usage ?? '');
};
await ask('How long do I have to return a tent?');

// The API is down: the ticket goes on.
emulator.failNext({ status: 503, times: 10 });
await ask('How long does delivery take?');
emulator.clearFaults();

const signal = AbortSignal.timeout(10_000);
const [vector] = await embeddings.embed(['How long do I have to return a tent?'], { signal });
console.log('Vector of', vector?.length, 'Moderation:', await moderate('Thank you for writing.', { signal }));
