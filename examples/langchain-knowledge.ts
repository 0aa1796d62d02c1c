/** Knowledge and model by LangChain: a vector store and document loaders as evidence, a chat model that writes the replies. */
import { createClient } from '@deskrail/client';
import { langchainDocuments, langchainModel, langchainVectorStore } from '@deskrail/copilot/langchain';
import { temporaryFolder } from '@deskrail/testing';
import { MemoryVectorStore } from '@langchain/classic/vectorstores/memory';
import { CSVLoader } from '@langchain/community/document_loaders/fs/csv';
import { FakeListChatModel, SyntheticEmbeddings } from '@langchain/core/utils/testing';
import { createDeskrail } from 'deskrail';

await using folder = await temporaryFolder();
const key = 'a-key-of-your-chatbot';

// Stand-ins: your own are an OpenAIEmbeddings, a ChatAnthropic, a PDFLoader, an OpenSearchVectorStore, …
const embeddings = new SyntheticEmbeddings({ vectorSize: 16 });
const reply = {
  reply: {
    sentences: [{ text: 'You can return unused items within 30 days.', evidence: ['e1'] }],
    language: 'en',
    confidence: 0.9,
  },
};
const chat = new FakeListChatModel({ responses: [JSON.stringify(reply)] });
const prices = new CSVLoader(new Blob(['item,price\nAlder tent,249 pounds\n']));

// --- sources
const store = await MemoryVectorStore.fromTexts(
  ['You can return unused items within 30 days.', 'Staff return anything within 90 days.'],
  [{ source: 'returns.md' }, { source: 'staff.md', scope: ['role:staff'] }],
  embeddings,
);

const sources = [
  langchainVectorStore({ store, name: 'wiki' }),
  langchainDocuments({ loaders: [prices], name: 'prices' }),
];
const model = langchainModel({ chat, tags: ['support'], runName: 'suggest a reply' });
// ---

// --- deskrail
await using deskrail = await createDeskrail({
  data: folder.path,
  connections: [],
  sources,
  model,
  keys: [{ name: 'shop-bot', key, tenant: 'acme', roles: ['reader', 'writer'] }],
  policy: { rules: [{ id: 'show-sure-answers', when: { asked: 'suggest', minConfidence: 0.1 }, outcome: 'show' }] },
});
await deskrail.start();
// ---

const fetch: typeof globalThis.fetch = async (input, init) => deskrail.fetch(new Request(input, init));
const client = createClient({ url: 'https://deskrail.example', key, fetch });
const { outcome, recommendation } = await client.suggest({ text: 'Within how many days can I return unused items?' });
console.log(outcome, recommendation.model?.name, recommendation.proposal);
for (const { source, quote } of recommendation.evidence ?? []) console.log(source.id, '→', quote);
