import { isDeskrailError, type Model, type Tool } from '@deskrail/contracts';
import { type EmulateOpenAiOptions, emulateOpenAi } from '@deskrail/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { conversationOf, messageOf, passage, suggestionRequest } from '../../test/suggestion-request.js';
import { type OpenAiModelOptions, openAiModel } from './model.js';

const { signal } = new AbortController();
const evidence = [passage('e1', 'Returns are free within 30 days. Keep the receipt.', { score: 0.7 })];
const question = 'How long are returns free?';

function given(emulated: EmulateOpenAiOptions = {}, options: Partial<OpenAiModelOptions> = {}) {
  const emulator = emulateOpenAi(emulated);
  const { baseURL, apiKey, fetch } = emulator;
  const retries = { sleep: async () => {} };
  const model = openAiModel({ model: 'gpt-emulated', baseURL, apiKey, fetch, retries, ...options });
  const suggest = (
    more: Parameters<typeof suggestionRequest>[1] = {},
    given: { onReply?: Parameters<Model['suggest']>[1]['onReply'] } = {},
  ) => model.suggest(suggestionRequest(question, { evidence, ...more }), { signal, ...given });
  return { emulator, model, suggest };
}

const away = (what: RegExp) =>
  expect.toSatisfy((error) => isDeskrailError(error, 'dependency-unavailable') && what.test(error.message));

test.each(['responses', 'chat'] as const)(
  'drafts come by %s, with what they cost and the prompt’s version',
  async (api) => {
    const { suggest, model, emulator } = given({}, { api, prices: { input: 1, output: 4 } });
    const { drafts, usage } = await suggest();
    expect(drafts[0]?.proposal).toMatchObject({
      kind: 'reply',
      sentences: [
        { text: 'Returns are free within 30 days.', evidence: ['e1'] },
        { text: 'Keep the receipt.', evidence: ['e1'] },
      ],
    });
    expect(usage?.inputTokens).toBeGreaterThan(500);
    expect(usage?.cost).toBeCloseTo(((usage?.inputTokens ?? 0) + 4 * (usage?.outputTokens ?? 0)) / 1e6);
    expect(model).toMatchObject({ name: 'openai', version: 'gpt-emulated', prompt: { id: 'suggest', version: '1' } });
    expect(emulator.asked[0]?.api).toBe(api);
    // A ticket is not to be kept where it was only to be read.
    if (api === 'responses') expect(emulator.calls[0]?.body).toMatchObject({ store: false });
  },
);

test.each(['responses', 'chat'] as const)(
  'by %s a reply is told in whole sentences while it is written',
  async (api) => {
    const told: number[] = [];
    const onReply = (sentences: readonly { text: string }[]) => {
      told.push(sentences.length);
      expect(sentences.every(({ text }) => /[.?]$/u.test(text))).toBe(true);
    };
    const { drafts, usage } = await given({ partSize: 5 }, { api }).suggest({}, { onReply });
    expect(told).toEqual([1, 2]);
    expect(drafts).toHaveLength(1);
    expect(usage?.outputTokens).toBeGreaterThan(0);
  },
);

test('personal data stays here, and is back in what is proposed', async () => {
  const change: Tool = { name: 'change-email', description: 'Change it', arguments: z.object({ email: z.email() }) };
  const { emulator, suggest } = given({
    script: ({ user }) => {
      const mask = /\[EMAIL-\d+\]/u.exec(user)?.[0] ?? 'none';
      const sentences = [{ text: `We wrote to ${mask}.`, evidence: ['e1'], startsParagraph: null }];
      return {
        output: {
          reply: { sentences, language: 'en', clarifies: null, confidence: 1 },
          toolCall: { tool: 'change-email', arguments: { email: mask }, confidence: 1 },
        },
      };
    },
  });
  const text = 'I am kim.lee@mailbox.org, change my address please.';
  const { drafts } = await suggest({
    context: { question: text, conversation: conversationOf([messageOf(1, text)]) },
    kinds: ['reply', 'tool-call'],
    tools: [change],
  });
  expect(JSON.stringify(emulator.calls)).not.toContain('kim.lee');
  expect(drafts.map(({ proposal }) => proposal)).toMatchObject([
    { text: 'We wrote to kim.lee@mailbox.org.' },
    { arguments: { email: 'kim.lee@mailbox.org' } },
  ]);
});

test.each<[string, EmulateOpenAiOptions, RegExp]>([
  ['refuses', { script: [{ refusal: 'No.' }] }, /refused/u],
  ['is cut off', { script: [{ cutOffAt: 40 }] }, /raise maxOutputTokens/u],
  ['is filtered', { script: [{ cutOffAt: 40, cutOffBy: 'content_filter' }] }, /content filter/u],
  ['writes no JSON', { script: () => ({ output: 'Sure! Here you go: {' }) }, /no JSON/u],
  ['fails each time', { script: () => ({ failed: 'server_error' }) }, /broke off|500/u],
  ['breaks off each time', { script: () => ({ breakOffAt: 30 }) }, /broke off|cannot be reached/u],
])('a model that %s is away, whole or streamed, by either API', async (_, emulated, what) => {
  for (const api of ['responses', 'chat'] as const) {
    await expect(given(emulated, { api }).suggest()).rejects.toEqual(away(what));
    await expect(given(emulated, { api }).suggest({}, { onReply: () => {} })).rejects.toEqual(away(what));
  }
});

test('what passes is tried again, as often as the service says it may be', async () => {
  const { emulator, suggest } = given();
  emulator.failNext({ status: 429, retryAfterSeconds: 1 });
  emulator.failNext({ status: 'connection-lost' });
  expect((await suggest()).drafts).toHaveLength(1);
  expect(emulator.calls).toHaveLength(3);
});

test.each([
  [401, /API key/u],
  [404, /model’s name/u],
  [400, /option `api`/u],
])('what does not pass is not: %i', async (status, what) => {
  const { emulator, suggest } = given();
  emulator.failNext({ status, body: { error: { message: 'Incorrect key sk-secret', code: 'x' } } });
  const refusal = await suggest().catch((error) => error);
  expect(refusal).toEqual(away(what));
  expect(`${refusal.message} ${refusal.cause}`).not.toContain('sk-secret');
  expect(emulator.calls).toHaveLength(1);
});

test('a slow answer is given up', async () => {
  const { suggest } = given({ script: () => ({ delayMs: 5_000 }) }, { timeoutMs: 20, retries: { attempts: 1 } });
  await expect(suggest()).rejects.toEqual(away(/no answer in time/u));
});

test('a caller’s signal ends the call', async () => {
  const { model } = given({ script: () => ({ delayMs: 5_000 }) });
  const caller = new AbortController();
  const suggesting = model.suggest(suggestionRequest(question), { signal: caller.signal });
  caller.abort();
  await expect(suggesting).rejects.toMatchObject({ code: 'aborted' });
});

test('given a spent budget, nothing is sent', async () => {
  const { emulator, suggest } = given({}, { budgets: { perTenantAndDay: { tokens: 6_000 } } });
  await suggest();
  await expect(suggest()).resolves.toBeDefined();
  await expect(suggest()).rejects.toEqual(away(/budget for the tenant and day is spent/u));
  expect(emulator.calls).toHaveLength(2);
});

test('a budget in money without prices, and OpenAI without a key, are refused at once', () => {
  expect(() => given({}, { budgets: { perDay: { cost: 5 } } })).toThrow(/prices/u);
  expect(() => openAiModel({ model: 'm', baseURL: undefined })).toThrow(/OPENAI_API_KEY/u);
});

test('nothing asked for is nothing sent', async () => {
  const { emulator, suggest } = given();
  expect(await suggest({ kinds: ['tool-call'], tools: [] })).toEqual({ drafts: [] });
  expect(emulator.calls).toHaveLength(0);
});
