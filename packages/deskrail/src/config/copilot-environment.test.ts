import { isDeskrailError } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { openAiParts } from './copilot-environment.js';
import { readEnvironment } from './environment.js';

const read = (variables: Record<string, string>) => readEnvironment(variables).openAi;

test('is off where nothing is set, and where only an endpoint is', () => {
  expect(read({})).toBeUndefined();
  expect(read({ OPENAI_BASE_URL: 'http://localhost:11434/v1' })).toBeUndefined();
  expect(read({ OPENAI_API_KEY: '' })).toBeUndefined();
});

test('a key is enough; an endpoint of one’s own needs its model’s name instead', () => {
  expect(read({ OPENAI_API_KEY: 'sk-abc' })).toMatchObject({ apiKey: 'sk-abc', model: 'gpt-5.4-mini' });
  const own = {
    OPENAI_BASE_URL: 'http://ollama:11434/v1',
    DESKRAIL_OPENAI_MODEL: 'qwen3:8b',
    DESKRAIL_OPENAI_API: 'chat',
  };
  expect(read(own)).toMatchObject({ baseURL: 'http://ollama:11434/v1', model: 'qwen3:8b', api: 'chat' });
});

test('reads prices and budgets', () => {
  expect(
    read({
      OPENAI_API_KEY: 'sk-abc',
      DESKRAIL_OPENAI_PRICES: '0.75, 4.5',
      DESKRAIL_OPENAI_COST_PER_DAY: '5',
      DESKRAIL_OPENAI_TOKENS_PER_DAY: '2000000',
      DESKRAIL_OPENAI_TOKENS_PER_TENANT_DAY: '200000',
    }),
  ).toMatchObject({
    prices: { input: 0.75, output: 4.5 },
    ...{ costPerDay: 5, tokensPerDay: 2_000_000, tokensPerTenantAndDay: 200_000 },
  });
});

test.each([
  [{ OPENAI_API_KEY: 'sk with space' }, /OPENAI_API_KEY: it is too long, or holds a space/u],
  [{ OPENAI_BASE_URL: 'http://llm.example.com/v1' }, /OPENAI_BASE_URL: .* https/u],
  [{ OPENAI_BASE_URL: 'https://user:pass@llm.example.com/v1' }, /OPENAI_BASE_URL/u],
  [{ DESKRAIL_OPENAI_API: 'completions' }, /responses, or chat/u],
  [{ DESKRAIL_OPENAI_PRICES: 'cheap' }, /a million tokens in and out/u],
  [{ DESKRAIL_OPENAI_COST_PER_DAY: '5' }, /DESKRAIL_OPENAI_PRICES: it is not set/u],
  [{ DESKRAIL_OPENAI_TOKENS_PER_DAY: '-5' }, /it is no amount/u],
])('refuses %j and says what to write, without the value', (variables: Record<string, string>, says) => {
  const refused = (() => {
    try {
      return `accepted ${JSON.stringify(readEnvironment(variables))}`;
    } catch (error) {
      return isDeskrailError(error, 'config-invalid') ? error.message : String(error);
    }
  })();
  expect(refused).toMatch(says);
  expect(refused).not.toMatch(/sk with|user:pass/u);
});

test('makes what was asked for, and nothing more', async () => {
  const given = read({ OPENAI_API_KEY: 'sk-abc', DESKRAIL_OPENAI_EMBEDDINGS_MODEL: 'text-embedding-3-small' });
  const parts = given && (await openAiParts(given));
  expect(parts).toMatchObject({
    model: { name: 'openai', version: 'gpt-5.4-mini' },
    embeddings: { name: 'openai/text-embedding-3-small' },
  });
  expect(parts).not.toHaveProperty('moderate');
});

test('without the package it says what to install', async () => {
  const given = read({ OPENAI_API_KEY: 'sk-abc' });
  const missing = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
  await expect(given && openAiParts(given, () => Promise.reject(missing))).rejects.toThrow(/npm install openai/u);
});
