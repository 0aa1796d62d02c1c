/** A LangChain agent asks Deskrail: a tool that suggests an answer with its evidence, and a retriever of what the desk knows. */
import { createClient } from '@deskrail/client';
import { createKnowledgeRetriever, createSuggestionTool } from '@deskrail/client/langchain';
import { demoArticlesFolder, temporaryFolder } from '@deskrail/testing';
import { createDeskrail } from 'deskrail';

await using folder = await temporaryFolder();
const key = 'a-key-of-your-agent';
await using deskrail = await createDeskrail({
  data: folder.path,
  connections: [],
  knowledge: demoArticlesFolder(),
  keys: [{ name: 'agent', key, tenant: 'acme', roles: ['reader', 'writer'] }],
  policy: { rules: [{ id: 'show-sure-answers', when: { asked: 'suggest', minConfidence: 0.3 }, outcome: 'show' }] },
});
await deskrail.start();
const url = 'https://deskrail.example';
const fetch: typeof globalThis.fetch = async (input, init) => deskrail.fetch(new Request(input, init));

// --- agent
const client = createClient({ url, key, fetch });
const tool = createSuggestionTool(client, {
  conversation: ({ configurable }) => configurable?.conversation,
  waitMs: 60_000,
});
const retriever = createKnowledgeRetriever(client, { limit: 3 });
// ---

// What an agent's model would do: `chat.bindTools([tool])`, then call it with what the customer asked.
const question = 'How long do I have to return a tent?';
const message = await tool.invoke({ name: tool.name, args: { question }, id: 'call-1', type: 'tool_call' });
console.log(message.content);
for (const { pageContent, metadata } of await retriever.invoke(question)) {
  console.log(metadata.source, metadata.score.toFixed(2), pageContent.slice(0, 60));
}
