import type { CopilotContext, Evidence, SuggestionRequest, Tool } from '@deskrail/contracts';
import { AIMessage, AIMessageChunk } from '@langchain/core/messages';
import { FakeListChatModel, FakeStreamingChatModel, FakeTracer } from '@langchain/core/utils/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { langchainModel } from './model.js';

const signal = AbortSignal.timeout(10_000);

const evidence: Evidence = {
  id: 'e1',
  source: { id: 'articles/returns.md', kind: 'article', title: 'Returns' },
  version: `sha256:${'1'.repeat(64)}`,
  span: { start: 0, end: 45 },
  quote: 'You can return unused items within 30 days.',
  score: 0.8,
  retrievedAt: '2026-02-01T10:00:00Z',
  scope: [],
};

const context: CopilotContext = {
  tenant: 'acme',
  question: 'How long do I have to return it? Write to ada@example.org.',
  earlier: [],
  openCases: [],
  incidents: [],
  suggested: [],
  seen: [],
};

const request: SuggestionRequest = {
  context,
  features: {
    about: 'f',
    pipeline: 'embedded/1',
    language: 'en',
    sentiment: 0,
    urgency: 0,
    intents: [],
    outOfScope: false,
    entities: [],
  },
  evidence: [evidence],
  kinds: ['reply'],
  tools: [],
};

const written = {
  reply: {
    sentences: [
      { text: 'You can return it within 30 days.', evidence: ['e1'] },
      { text: 'We write to [EMAIL-1].', evidence: [] },
    ],
    language: 'en',
    confidence: 0.9,
  },
};
const answers = [JSON.stringify(written)];
const noWaits = { retries: { sleep: async () => {} } };

/** LangChain's own fake, with what it was told and what it says that it used. */
class HeardChat extends FakeListChatModel {
  readonly heard: string[] = [];

  override async _generate(...[messages, options, manager]: Parameters<FakeListChatModel['_generate']>) {
    this.heard.push(messages.map(({ text }) => text).join('\n'));
    const result = await super._generate(messages, options, manager);
    const [first] = result.generations;
    const usage_metadata = { input_tokens: 1_000, output_tokens: 100, total_tokens: 1_100 };
    if (first !== undefined) first.message = Object.assign(new AIMessage(first.text), { usage_metadata });
    return result;
  }
}

describe.each(['structured', 'json'] as const)('%s output', (output) => {
  test('is read as the prompts say: text, evidence, confidence', async () => {
    const model = langchainModel({ chat: new FakeListChatModel({ responses: answers }), output });
    const { drafts } = await model.suggest(request, { signal });
    expect(drafts).toEqual([
      {
        proposal: {
          kind: 'reply',
          visibility: 'public',
          text: 'You can return it within 30 days. We write to ada@example.org.',
          language: 'en',
          sentences: [
            { text: 'You can return it within 30 days.', evidence: ['e1'] },
            { text: 'We write to ada@example.org.', evidence: [] },
          ],
        },
        // No more than what it cites.
        confidence: 0.8,
      },
    ]);
    expect(model).toMatchObject({
      name: 'langchain/fake-list',
      version: 'unknown',
      prompt: { id: expect.any(String) },
    });
  });

  test('what is no JSON is asked for once more, then the model is away', async () => {
    const nonsense = 'I would rather chat.';
    const again = new FakeListChatModel({ responses: [nonsense, ...answers] });
    expect(
      (await langchainModel({ chat: again, output, ...noWaits }).suggest(request, { signal })).drafts,
    ).toHaveLength(1);
    const never = new FakeListChatModel({ responses: [nonsense] });
    const asked = langchainModel({ chat: never, output, ...noWaits }).suggest(request, { signal });
    await expect(asked).rejects.toMatchObject({
      code: 'dependency-unavailable',
      message: expect.not.stringContaining('chat.'),
    });
  });

  test('personal data is hidden from the model, and given back in what it wrote', async () => {
    const chat = new HeardChat({ responses: answers });
    await langchainModel({ chat, output }).suggest(request, { signal });
    expect(chat.heard).toHaveLength(1);
    expect(chat.heard[0]).toContain('[EMAIL-1]');
    expect(chat.heard[0]).not.toContain('ada@example.org');
    expect(chat.heard[0]).toContain('You can return unused items within 30 days.');
    expect(chat.heard[0]?.includes('JSON Schema')).toBe(output === 'json');
  });

  test('nothing is hidden from a model of one’s own, where that is said', async () => {
    const chat = new HeardChat({ responses: answers });
    await langchainModel({ chat, output, masking: false }).suggest(request, { signal });
    expect(chat.heard[0]).toContain('ada@example.org');
  });
});

test('json in a fence of Markdown is read too', async () => {
  const chat = new FakeListChatModel({ responses: [`\`\`\`json\n${answers[0]}\n\`\`\``] });
  expect((await langchainModel({ chat, output: 'json' }).suggest(request, { signal })).drafts).toHaveLength(1);
});

test('a reply is told sentence by sentence while it is written', async () => {
  const chunks = (answers[0] ?? '').match(/.{1,12}/gs)?.map((content) => new AIMessageChunk({ content })) ?? [];
  const chat = new FakeStreamingChatModel({ chunks, responses: [new AIMessage(answers[0] ?? '')] });
  const told: string[][] = [];
  const onReply = (sentences: readonly { text: string }[]) => void told.push(sentences.map(({ text }) => text));
  const { drafts } = await langchainModel({ chat, output: 'json' }).suggest(request, { signal, onReply });
  expect(drafts).toHaveLength(1);
  expect(told).toEqual([
    ['You can return it within 30 days.'],
    ['You can return it within 30 days.', 'We write to ada@example.org.'],
  ]);
});

test('a tool’s arguments come back with what was hidden in them, and by the tool’s own schema', async () => {
  const tool: Tool = { name: 'change_email', description: 'Changes it.', arguments: z.object({ email: z.email() }) };
  const call = { tool: 'change_email', arguments: { email: '[EMAIL-1]' }, confidence: 0.7 };
  const chat = new FakeListChatModel({ responses: [JSON.stringify({ toolCall: call })] });
  const asked = { ...request, kinds: ['tool-call'] as const, tools: [tool] };
  const { drafts } = await langchainModel({ chat }).suggest(asked, { signal });
  expect(drafts).toEqual([
    { proposal: { kind: 'tool-call', tool: 'change_email', arguments: { email: 'ada@example.org' } }, confidence: 0.7 },
  ]);
});

test('a run is traced under its name, with tags and metadata, as LangSmith would', async () => {
  const tracer = new FakeTracer();
  const chat = new FakeListChatModel({ responses: answers });
  const tracing = { callbacks: [tracer], tags: ['support'], metadata: { shop: 'acme' }, runName: 'answer a ticket' };
  await langchainModel({ chat, output: 'json', ...tracing }).suggest(request, { signal });
  const [run] = tracer.runs;
  expect(run).toMatchObject({ name: 'answer a ticket', tags: ['support'], extra: { metadata: { shop: 'acme' } } });
  expect(run?.child_runs.map(({ run_type }) => run_type)).toContain('llm');
});

test('what it used is counted, priced, and held to a budget', async () => {
  const chat = new HeardChat({ responses: answers });
  const model = langchainModel({
    chat,
    output: 'json',
    prices: { input: 1, output: 10 },
    outputTokens: 100,
    budgets: { perDay: { cost: 0.0045 } },
  });
  const first = await model.suggest(request, { signal });
  expect(first.usage).toEqual({ inputTokens: 1_000, outputTokens: 100, cost: 0.002 });
  await expect(async () => {
    await model.suggest(request, { signal });
    await model.suggest(request, { signal });
  }).rejects.toMatchObject({ code: 'dependency-unavailable', message: expect.stringContaining('budget') });
});

test('a budget in money without prices is told at once', () => {
  const chat = new FakeListChatModel({ responses: answers });
  expect(() => langchainModel({ chat, budgets: { perDay: { cost: 1 } } })).toThrow(/needs the model’s prices/);
});

describe('a model that is away', () => {
  class FailingChat extends FakeListChatModel {
    asked = 0;
    readonly error: unknown;
    constructor(error: unknown) {
      super({ responses: answers });
      this.error = error;
    }
    override async _generate(): Promise<never> {
      this.asked += 1;
      throw this.error;
    }
  }
  const failing = (error: object) => {
    const chat = new FailingChat(Object.assign(new Error('my secret question'), error));
    const model = langchainModel({ chat, output: 'json', ...noWaits, breaker: { failures: 4 } });
    return { chat, ask: () => model.suggest(request, { signal }) };
  };

  test.each([
    ['refuses the key', { status: 401 }, 1, '401'],
    ['is full', { status: 429 }, 2, '429'],
    ['fails', { response: { status: 503 } }, 2, '503'],
    ['cannot be reached', { code: 'ECONNREFUSED' }, 2, 'reached'],
  ])('%s', async (_, error, calls, said) => {
    const { chat, ask } = failing(error);
    await expect(ask()).rejects.toMatchObject({
      code: 'dependency-unavailable',
      message: expect.stringContaining(said),
    });
    await expect(ask()).rejects.toMatchObject({ message: expect.not.stringContaining('secret') });
    expect(chat.asked).toBe(2 * calls);
  });

  test('is left alone after a while', async () => {
    const { chat, ask } = failing({ status: 503 });
    for (let times = 0; times < 4; times += 1) await ask().catch(() => {});
    expect(chat.asked).toBe(4);
  });

  test('answers too late', async () => {
    const chat = new FakeListChatModel({ responses: answers, sleep: 2_000 });
    const model = langchainModel({ chat, output: 'json', timeoutMs: 30, retries: { attempts: 1 } });
    await expect(model.suggest(request, { signal })).rejects.toMatchObject({ code: 'dependency-unavailable' });
  });
});
