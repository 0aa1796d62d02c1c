import type { SuggestionRequest } from '@deskrail/contracts';
import { langchainModel } from '@deskrail/copilot/langchain';
import { type EmulateOpenAiOptions, emulateOpenAi } from '@deskrail/testing';
import { ChatOpenAI } from '@langchain/openai';
import { expect, test } from 'vitest';

const signal = AbortSignal.timeout(20_000);

const quote = 'You can return unused items within 30 days. A return by post costs three pounds.';
const request: SuggestionRequest = {
  context: {
    tenant: 'acme',
    question: 'How long do I have to return it? I am ada@example.org.',
    earlier: [],
    openCases: [],
    incidents: [],
    suggested: [],
    seen: [],
  },
  features: {
    about: 'f',
    pipeline: 'p',
    language: 'en',
    sentiment: 0,
    urgency: 0,
    intents: [],
    outOfScope: false,
    entities: [],
  },
  evidence: [
    {
      id: 'e1',
      source: { id: 'articles/returns.md', kind: 'article' },
      version: `sha256:${'1'.repeat(64)}`,
      span: { start: 0, end: quote.length },
      quote,
      score: 0.8,
      retrievedAt: '2026-02-01T10:00:00Z',
      scope: [],
    },
  ],
  kinds: ['reply', 'escalation'],
  tools: [],
};

/** LangChain's own class for OpenAI, in front of the emulated API. */
function openAi(options: EmulateOpenAiOptions & { readonly useResponsesApi?: boolean } = {}) {
  const emulator = emulateOpenAi(options);
  const chat = new ChatOpenAI({
    model: 'gpt-5-mini',
    apiKey: emulator.apiKey,
    maxRetries: 0,
    useResponsesApi: options.useResponsesApi ?? false,
    configuration: { baseURL: emulator.baseURL, fetch: emulator.fetch },
  });
  return { emulator, chat };
}

const replyIn = (drafts: readonly { proposal: { kind: string } }[]) =>
  drafts.map(({ proposal }) => proposal).find(({ kind }) => kind === 'reply');

test.each([
  ['chat completions', false],
  ['responses', true],
])('structured output by %s', async (_, useResponsesApi) => {
  const { emulator, chat } = openAi({ useResponsesApi });
  const structuredOutput = { method: 'jsonSchema', strict: true } as const;
  const model = langchainModel({ chat, structuredOutput, prices: { input: 1, output: 4 } });
  expect(model).toMatchObject({ name: 'langchain/openai', version: 'gpt-5-mini' });
  const { drafts, usage } = await model.suggest(request, { signal });
  expect(replyIn(drafts)).toMatchObject({
    sentences: [{ text: expect.stringContaining('30 days'), evidence: ['e1'] }, {}],
  });
  expect(usage).toEqual({
    inputTokens: expect.any(Number),
    outputTokens: expect.any(Number),
    cost: expect.any(Number),
  });
  const sent = JSON.stringify(emulator.calls[0]?.body);
  expect(sent).toContain('"json_schema"');
  expect(sent).not.toContain('ada@example.org');
});

test('a reply is told while the structured output is streamed', async () => {
  const { chat } = openAi();
  const told: number[] = [];
  const model = langchainModel({ chat, structuredOutput: { method: 'jsonSchema', strict: true } });
  const { drafts } = await model.suggest(request, { signal, onReply: (sentences) => void told.push(sentences.length) });
  expect(replyIn(drafts)).toBeDefined();
  expect(told).toEqual([1, 2]);
});

test('a limit on the rate is waited for as long as the API says, and then it is away', async () => {
  const { emulator, chat } = openAi();
  const waited: number[] = [];
  const sleep = async (ms: number) => void waited.push(ms);
  const model = langchainModel({ chat, retries: { sleep, attempts: 2 } });
  emulator.failNext({ status: 429, retryAfterSeconds: 3 });
  expect(replyIn((await model.suggest(request, { signal })).drafts)).toBeDefined();
  expect(waited).toEqual([3_000]);
});

test('one that obeys whatever stands in the data gets no tool and no queue that was not offered', async () => {
  const { chat } = openAi({ obeysInjection: true });
  const { drafts } = await langchainModel({ chat, output: 'json' }).suggest(request, { signal });
  const proposed = drafts.map(({ proposal }) => proposal);
  expect(proposed.length).toBeGreaterThan(0);
  for (const one of proposed) {
    expect(['reply', 'escalation']).toContain(one.kind);
    if (one.kind === 'escalation' && one.to !== undefined)
      expect(['safety', 'legal', 'billing', 'seniors']).toContain(one.to);
  }
});
