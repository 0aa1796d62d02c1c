/** A LangGraph agent whose tool calls wait in the review desk: it stops, people decide, it goes on with what they said. */
import { createClient } from '@deskrail/client';
import { fromHumanInterrupt, type HumanInterrupt, toHumanResponse } from '@deskrail/client/interop';
import { temporaryFolder } from '@deskrail/testing';
import { Annotation, Command, END, interrupt, MemorySaver, START, StateGraph } from '@langchain/langgraph';
import { createDeskrail } from 'deskrail';
import { z } from 'zod';

await using folder = await temporaryFolder();
await using deskrail = await createDeskrail({
  data: folder.path,
  connections: [],
  keys: [
    { name: 'agent', key: 'a-key-of-your-agent', tenant: 'acme', roles: ['writer', 'reader'] },
    { name: 'anna', key: 'a-key-of-your-reviewer', tenant: 'acme', roles: ['reviewer'] },
  ],
  tools: [
    {
      name: 'refund',
      description: 'Pay back an order, or a part of it.',
      arguments: z.object({ order: z.string(), amount: z.number().positive() }),
      amount: ({ amount }) => Number(amount),
    },
  ],
  policy: {
    rules: [
      { id: 'large-refunds', when: 'draft.tool == "refund" && draft.amount > 200.0', outcome: 'block' },
      { id: 'refunds', when: 'draft.tool == "refund"', outcome: 'review', review: { queue: 'refunds' } },
    ],
  },
});
await deskrail.start();
const fetch: typeof globalThis.fetch = async (input, init) => deskrail.fetch(new Request(input, init));
const url = 'https://deskrail.example';
const client = createClient({ url, key: 'a-key-of-your-agent', fetch });
const anna = createClient({ url, key: 'a-key-of-your-reviewer', fetch });

/** The agent. Its model would write the call; here it is always this one. */
const State = Annotation.Root({ call: Annotation<HumanInterrupt['action_request']>, done: Annotation<string> });
const refunds: unknown[] = [];
const graph = new StateGraph(State)
  .addNode('think', () => ({ call: { action: 'refund', args: { order: '1042', amount: 150 } } }))
  .addNode('act', ({ call }) => {
    const config = { allow_accept: true, allow_edit: true, allow_respond: true, allow_ignore: true };
    const answer = interrupt<HumanInterrupt, ReturnType<typeof toHumanResponse>>({ action_request: call, config });
    if (answer?.type !== 'accept' && answer?.type !== 'edit') return { done: `not done: ${answer?.type}` };
    const { args } = answer.type === 'edit' && typeof answer.args === 'object' && answer.args ? answer.args : call;
    refunds.push(args);
    return { done: `refunded ${args.amount}` };
  })
  .addEdge(START, 'think')
  .addEdge('think', 'act')
  .addEdge('act', END)
  .compile({ checkpointer: new MemorySaver() });

// --- wait
const thread = { configurable: { thread_id: 'chat-7' } };
const stopped = await graph.invoke({}, thread);
const [pending] = (stopped as { __interrupt__?: { id: string; value: HumanInterrupt }[] }).__interrupt__ ?? [];
if (pending === undefined) throw new Error('The agent did not stop.');
const { recommendation } = await client.recommendations.propose(
  fromHumanInterrupt(pending.value, {
    id: `chat-7/${pending.id}`,
    question: 'The tent came torn. I want my money back.',
  }),
);
// ---
console.log('waits:', recommendation.status, JSON.stringify(recommendation.proposal));

// Anna lets half of it go.
await anna.recommendations.giveVerdict(recommendation.recommendationId, {
  kind: 'edit',
  hash: recommendation.hash ?? '',
  proposal: { kind: 'tool-call', tool: 'refund', arguments: { order: '1042', amount: 75 } },
});

// --- go on
const decided = await client.waitForVerdict(recommendation.recommendationId, { timeoutMs: 60_000 });
const ended = await graph.invoke(new Command({ resume: toHumanResponse(decided) }), thread);
// ---
console.log(ended.done, JSON.stringify(refunds));
