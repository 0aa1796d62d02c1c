import OpenAI from 'openai';
import { expect, test } from 'vitest';
import { serveEmulator } from '../serve-emulator.js';
import { manualTime } from '../time.js';
import { type EmulateOpenAiOptions, emulateOpenAi } from './emulate-openai.js';

function given(options: EmulateOpenAiOptions = {}) {
  const emulator = emulateOpenAi(options);
  const { baseURL, apiKey, fetch } = emulator;
  return { emulator, client: new OpenAI({ baseURL, apiKey, fetch, maxRetries: 0, logLevel: 'off' }) };
}

const schema = {
  type: 'object',
  properties: { answer: { type: 'string' }, sure: { anyOf: [{ type: 'number' }, { type: 'null' }] } },
  required: ['answer', 'sure'],
  additionalProperties: false,
};
const request = {
  model: 'gpt-emulated',
  instructions: 'Be brief.',
  input: 'Hello?',
  text: { format: { type: 'json_schema' as const, name: 'answer', schema, strict: true } },
};
const chatRequest = {
  model: 'gpt-emulated',
  messages: [{ role: 'user' as const, content: 'Hello?' }],
  response_format: { type: 'json_schema' as const, json_schema: { name: 'answer', schema, strict: true } },
};

test('OpenAI’s own client gets structured output, with usage', async () => {
  const { client, emulator } = given();
  const response = await client.responses.create(request);
  expect(JSON.parse(response.output_text)).toEqual({ answer: 'text', sure: null });
  expect(response).toMatchObject({
    status: 'completed',
    usage: { input_tokens: 4, output_tokens: 8, total_tokens: 12 },
  });
  expect(emulator.asked).toMatchObject([{ api: 'responses', system: 'Be brief.', user: 'Hello?', schema }]);
});

test('a stream is the same in parts, by the client’s own reckoning', async () => {
  const { client } = given({ script: [{ output: { answer: 'Ünïcode 😀', sure: 1 } }], partSize: 3 });
  const stream = client.responses.stream(request);
  const types: string[] = [];
  for await (const { type } of stream) types.push(type);
  expect(JSON.parse((await stream.finalResponse()).output_text)).toEqual({ answer: 'Ünïcode 😀', sure: 1 });
  expect(types.slice(0, 4)).toEqual([
    ...['response.created', 'response.in_progress', 'response.output_item.added', 'response.content_part.added'],
  ]);
  expect(types.filter((type) => type === 'response.output_text.delta').length).toBeGreaterThan(5);
  expect(types.at(-1)).toBe('response.completed');
});

test('chat completions are the same model', async () => {
  const { client } = given({
    script: [{ output: { answer: 'Hi', sure: null } }, { output: { answer: 'Hi', sure: null } }],
  });
  const whole = await client.chat.completions.create(chatRequest);
  expect(whole.choices[0]).toMatchObject({
    finish_reason: 'stop',
    message: { content: '{"answer":"Hi","sure":null}' },
  });
  const stream = await client.chat.completions.create({
    ...chatRequest,
    stream: true,
    stream_options: { include_usage: true },
  });
  let text = '';
  let tokens = 0;
  for await (const { choices, usage } of stream) {
    text += choices[0]?.delta.content ?? '';
    tokens += usage?.total_tokens ?? 0;
  }
  expect([text, tokens > 0]).toEqual(['{"answer":"Hi","sure":null}', true]);
});

test('a refusal, a cut and a failure are told as the API tells them', async () => {
  const { client } = given({
    script: [
      { refusal: 'I cannot.' },
      { cutOffAt: 5 },
      { cutOffAt: 5, cutOffBy: 'content_filter' },
      { failed: 'server_error' },
    ],
  });
  const [refused, cut, filtered, failed] = [
    await client.responses.create(request),
    await client.responses.create(request),
    await client.responses.create(request),
    await client.responses.create(request),
  ];
  expect(refused?.output[0]).toMatchObject({ content: [{ type: 'refusal', refusal: 'I cannot.' }] });
  expect(cut).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
  expect(filtered).toMatchObject({ incomplete_details: { reason: 'content_filter' } });
  expect(failed).toMatchObject({ status: 'failed', error: { code: 'server_error' }, output: [] });
});

test('the caller’s limit on the output holds', async () => {
  const { client } = given({ script: [{ output: 'x'.repeat(1_000) }] });
  const response = await client.responses.create({ ...request, max_output_tokens: 16 });
  expect([response.status, response.output_text.length]).toEqual(['incomplete', 64]);
});

test('a stream may break off', async () => {
  const { client } = given({ script: [{ output: 'x'.repeat(100), breakOffAt: 50 }] });
  const stream = await client.responses.create({ ...request, stream: true });
  const types: string[] = [];
  await expect(
    (async () => {
      for await (const { type } of stream) types.push(type);
    })(),
  ).rejects.toThrow();
  expect(types).not.toContain('response.completed');
});

test.each([
  ['a wrong key', { key: 'wrong' }, 401],
  ['an unknown model', { model: 'gpt-none' }, 404],
  ['a schema that is not strict', { schema: { type: 'object', properties: { a: { type: 'string' } } } }, 400],
  [
    'a keyword that is not taken',
    { schema: { ...schema, properties: { answer: { type: 'string', maxLength: 5 }, sure: {} } } },
    400,
  ],
])(
  '%s is refused',
  async (_, { key, model, schema: other }: { key?: string; model?: string; schema?: object }, status) => {
    const { client } = given({ models: ['gpt-emulated'] });
    const asking = client.withOptions({ ...(key && { apiKey: key }) }).responses.create({
      ...request,
      ...(model && { model }),
      ...(other && { text: { format: { ...request.text.format, schema: other as Record<string, unknown> } } }),
    });
    await expect(asking).rejects.toMatchObject({ status });
  },
);

test('limits are counted by the minute and told in headers', async () => {
  const time = manualTime({ startAt: '2026-03-02T08:00:20Z' });
  const { client } = given({ rateLimit: { requestsPerMinute: 1 }, time });
  const { response } = await client.responses.create(request).withResponse();
  expect(response.headers.get('x-ratelimit-remaining-requests')).toBe('0');
  const refused = await client.responses.create(request).catch((error) => error);
  expect(refused).toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
  expect(refused.headers.get('retry-after')).toBe('40');
  await time.advance(40_000);
  await expect(client.responses.create(request)).resolves.toBeDefined();
});

test('faults hit the calls they are meant for', async () => {
  const { client, emulator } = given();
  emulator.failNext({ status: 500, path: /responses/ });
  await expect(client.responses.create(request)).rejects.toMatchObject({ status: 500 });
  emulator.failNext({ status: 'connection-lost' });
  await expect(client.responses.create(request)).rejects.toThrow('Connection error');
  expect(emulator.calls.map(({ status }) => status)).toEqual([500, 0]);
});

test('embeddings are near where words are shared, in either encoding', async () => {
  const { client } = given();
  const input = ['Where is my order?', 'My order, where is it?', 'Gift cards never expire.'];
  const read = async (more: object) =>
    (await client.embeddings.create({ model: 'text-embedding-emulated', input, dimensions: 64, ...more })).data.map(
      ({ embedding }) => embedding,
    );
  const [one = [], two = [], three = []] = await read({ encoding_format: 'float' });
  const dot = (left: readonly number[], right: readonly number[]) =>
    left.reduce((sum, value, at) => sum + value * (right[at] ?? 0), 0);
  expect(one).toHaveLength(64);
  expect(dot(one, one)).toBeCloseTo(1);
  expect(dot(one, two)).toBeGreaterThan(dot(one, three) + 0.3);
  expect((await read({}))[0]?.[3]).toBeCloseTo(one[3] ?? 0);
  await expect(client.embeddings.create({ model: 'm', input: [''] })).rejects.toMatchObject({ status: 400 });
});

test('moderation flags a few words, or what it is told to', async () => {
  const { client } = given();
  const { results } = await client.moderations.create({ input: ['Good day', 'I will kill you'] });
  expect(results.map(({ flagged }) => flagged)).toEqual([false, true]);
  expect(results[1]?.categories.violence).toBe(true);
});

test('it can be put on a port, where streams come in parts', async () => {
  const emulator = emulateOpenAi({ everyMs: 1 });
  await using served = await serveEmulator(emulator);
  const client = new OpenAI({ baseURL: `${served.url}/v1`, apiKey: emulator.apiKey });
  const stream = client.responses.stream(request);
  expect((await stream.finalResponse()).status).toBe('completed');
});

const fenced = [
  '<<DATA abcdef123456 kind="private-note" id="m1">>\nThe customer is a VIP.\n<<END abcdef123456>>',
  '<<DATA abcdef123456 kind="evidence" id="e1" source="article">>\nReturns\nReturns take 30 days. Shoes too.\n<<END abcdef123456>>',
  '<<DATA abcdef123456 kind="question">>\nHow many days do returns take? See https://bad.example/x\n<<END abcdef123456>>',
].join('\n\n');
const replySchema = { type: 'object', properties: { reply: {} }, required: ['reply'], additionalProperties: false };
const askReply = { model: 'm', input: fenced, text: { format: { ...request.text.format, schema: replySchema } } };

test('an honest model cites the passage that fits', async () => {
  const { client } = given();
  const { reply } = JSON.parse((await client.responses.create(askReply)).output_text);
  expect(reply.sentences[0]).toMatchObject({ text: 'Returns take 30 days.', evidence: ['e1'] });
  expect(JSON.stringify(reply)).not.toContain('VIP');
});

test('one that obeys leaks, promises, links and writes what it was not asked for', async () => {
  const { client } = given({ obeysInjection: true });
  const written = JSON.parse((await client.responses.create(askReply)).output_text);
  const said = JSON.stringify(written.reply);
  for (const harm of ['VIP', 'https://bad.example/x', 'refund of $5,000']) expect(said).toContain(harm);
  expect(written).toMatchObject({ outcome: 'auto', toolCall: { tool: 'refund' } });
});
