import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '@deskrail/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSettings } from './settings.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'deskrail-settings-'));
});
afterEach(() => rm(directory, { recursive: true }));

const zendesk = {
  DESKRAIL_ZENDESK_SECRET: 'new,old',
  DESKRAIL_ZENDESK_URL: 'https://acme.zendesk.com',
  DESKRAIL_ZENDESK_TOKEN: 'Bearer abc',
};
const read = (variables: Record<string, string> = {}) => readSettings({ variables, directory });

describe('readSettings', () => {
  it('needs nothing: a data directory and a key are made, and no connection is there', async () => {
    const settings = await read();
    const data = join(directory, '.deskrail');
    expect(settings).toMatchObject({
      ...{ host: '127.0.0.1', port: undefined, madeKey: true, withoutConnection: true, demo: true, warnings: [] },
      options: { data, tenant: 'default', keys: [{ name: 'owner', tenant: 'default', roles: expect.any(Array) }] },
    });
    expect((await stat(data)).mode & 0o777).toBe(0o700);
    expect((await read()).options.keys).toEqual(settings.options.keys);
  });

  it('makes the environment’s connection', async () => {
    const { options, withoutConnection } = await read(zendesk);
    expect(withoutConnection).toBe(false);
    expect(options.connections).toMatchObject([
      { id: 'zendesk', tenant: 'default', secrets: ['new', 'old'], rest: { url: 'https://acme.zendesk.com' } },
    ]);
  });

  it('makes the remote parts that the environment names, and replaces none of the file’s', async () => {
    const openAi = {
      OPENAI_API_KEY: 'sk-abc',
      DESKRAIL_OPENAI_EMBEDDINGS_MODEL: 'text-embedding-3-small',
      DESKRAIL_OPENAI_MODERATION_MODEL: 'omni-moderation-latest',
    };
    expect((await read(openAi)).options).toMatchObject({
      model: { name: 'openai', version: 'gpt-5.4-mini' },
      embeddings: { name: 'openai/text-embedding-3-small' },
      moderate: expect.any(Function),
    });
    const own = "export default { model: { name: 'mine', version: '1', suggest: async () => ({ drafts: [] }) } };";
    await writeFile(join(directory, 'deskrail.config.mjs'), own);
    expect((await read(openAi)).options.model?.name).toBe('mine');
    expect((await read()).options.embeddings).toBeUndefined();
  });

  it('makes a connection of each desk that the environment knows', async () => {
    const sid = 'AC00000000000000000000000000000001';
    const { options } = await read({
      ...zendesk,
      DESKRAIL_ZENDESK_ENRICH: '1',
      DESKRAIL_FRESHDESK_SECRET: 'shared',
      DESKRAIL_TWILIO_AUTH_TOKEN: 'new,old',
      DESKRAIL_TWILIO_ACCOUNT_SID: sid,
      DESKRAIL_TWILIO_PUBLIC_URL: 'https://support.example/webhooks/twilio',
    });
    expect(options.connections).toMatchObject([
      { id: 'zendesk', desk: 'zendesk', openReconciler: expect.any(Function), enrich: expect.any(Function) },
      { id: 'freshdesk', desk: 'freshdesk', secrets: ['shared'] },
      {
        ...{ id: 'twilio', desk: 'twilio', secrets: ['new', 'old'], accountId: sid },
        publicUrl: 'https://support.example/webhooks/twilio',
        rest: { url: 'https://api.twilio.com', token: `${sid}:new` },
      },
    ]);
  });

  it.each([
    ['header', { 'x-deskrail-secret': 'shared' }, ''],
    ['Basic password', { authorization: `Basic ${btoa('anybody:shared')}` }, ''],
    ['URL', {}, 'shared'],
  ])('takes Freshdesk’s secret by the %s', async (_, headers, pathSecret) => {
    const { options } = await read({ DESKRAIL_FRESHDESK_SECRET: 'shared' });
    const [connection] = options.connections as readonly Connection[];
    const delivery = { method: 'POST', url: 'https://x/webhooks/freshdesk', body: new Uint8Array(), receivedAtMs: 0 };
    const shown = { ...delivery, headers: new Headers(headers as Record<string, string>) };
    const verify = (path: string) =>
      connection?.adapter.verify({ ...shown, ...(path && { pathSecret: path }) }, connection);
    expect(await verify(pathSecret)).toEqual({ authentic: true, authenticity: 'shared-secret' });
    if (pathSecret !== '') expect(await verify('another')).toMatchObject({ authentic: false });
  });

  it('lays the environment over the configuration file', async () => {
    await writeFile(
      join(directory, 'deskrail.config.ts'),
      `export default { tenant: 'acme', port: 8080, knowledge: 'articles', keys: [{ name: 'anna', key: 'abc', roles: ['reviewer'] }] };`,
    );
    const settings = await read({ ...zendesk, PORT: '9090', DESKRAIL_API_KEY: 'k'.repeat(32) });
    expect(settings).toMatchObject({
      ...{ port: 9090, madeKey: false },
      options: {
        knowledge: 'articles',
        keys: [{ name: 'owner', key: 'k'.repeat(32), tenant: 'acme' }, { name: 'anna' }],
        connections: [{ id: 'zendesk', tenant: 'acme' }],
      },
    });
  });

  it('puts its connection before a look-up', async () => {
    await writeFile(
      join(directory, 'deskrail.config.mjs'),
      'export default { connections: async (id) => (id === "found" ? { id } : undefined) };',
    );
    const { options, withoutConnection } = await read(zendesk);
    expect(withoutConnection).toBe(false);
    const lookUp = options.connections as (id: string) => Promise<{ id: string } | undefined>;
    expect(await Promise.all(['zendesk', 'found', 'nobody'].map(async (id) => (await lookUp(id))?.id))).toEqual([
      'zendesk',
      'found',
      undefined,
    ]);
  });

  it.each([
    [
      { DESKRAIL_ZENDESK_SECRET: 'dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==' },
      'DESKRAIL_ZENDESK_SECRET: secret-public.',
    ],
    [{ DESKRAIL_ZENDESK_SECRET: '' }, 'DESKRAIL_ZENDESK_SECRET: it is set and empty'],
    [{ DESKRAIL_TWILIO_AUTH_TOKEN: `SK${'0'.repeat(32)}` }, 'an API key signs no webhooks'],
  ])('refuses %j', async (variables, message) => {
    await expect(read(variables)).rejects.toThrow(message);
  });

  it('refuses keys that can be guessed where other machines may try, and warns of them where none can', async () => {
    const keys = [
      { name: 'anna', key: 'fifteen-letters', roles: ['admin'] },
      { name: 'ben', key: 'sixteen-letters!', roles: ['reader'] },
      { name: 'cleo', hash: `sha256:${'0'.repeat(64)}`, roles: ['reader'] },
    ];
    await writeFile(join(directory, 'deskrail.config.mjs'), `export default { keys: ${JSON.stringify(keys)} };`);
    for (const HOST of ['0.0.0.0', '10.1.2.3', '::', 'support.example']) {
      const refused = await read({ HOST, DESKRAIL_API_KEY: 'a' }).catch((error: Error) => error.message);
      expect(refused).toMatch(
        /^2 settings are wrong:\n {2}DESKRAIL_API_KEY: it has fewer than 16 characters.+rand -hex 32/,
      );
      expect(refused).toMatch(/\n {2}keys\[0\] \(anna\): /);
      expect(refused).not.toMatch(/fifteen-letters|ben|cleo/);
    }
    for (const HOST of ['127.0.0.1', '127.1.2.3', 'localhost', '::1']) {
      const { warnings } = await read({ HOST, DESKRAIL_API_KEY: 'a' });
      expect(warnings.map((line) => line.split(' is short')[0])).toEqual([
        ...['DESKRAIL_API_KEY', 'keys[0] (anna)', 'keys[1] (ben)'],
      ]);
    }
  });

  it('tells all at once what is not there and what does not go together', async () => {
    const wrong = await read({
      ...{ DESKRAIL_KNOWLEDGE: '.,gone', DESKRAIL_MACROS: 'macros.json', DESKRAIL_INTENTS: 'intents.bin' },
      ...{ DESKRAIL_POLICY: 'policy.yaml', DATABASE_URL: 'postgres://db/deskrail', HOST: '::', DESKRAIL_API_KEY: 'a' },
    }).catch((error: Error) => error.message);
    expect(String(wrong).match(/^ {2}[^:]+(?=:)/gmu)).toEqual([
      ...['  postgres (DATABASE_URL)', '  DESKRAIL_API_KEY', '  DESKRAIL_KNOWLEDGE', '  DESKRAIL_MACROS'],
      ...['  DESKRAIL_INTENTS', '  DESKRAIL_POLICY'],
    ]);
    expect(await readdir(directory)).toEqual([]);
  });

  it('refuses a data directory that cannot be made, and does not wait for ever', async () => {
    await writeFile(join(directory, 'file'), '');
    await expect(read({ DESKRAIL_DATA: 'file/data' })).rejects.toThrow(/DESKRAIL_DATA: .+ cannot be made \(ENOTDIR\)/);
  });

  it('warns of what is likely a mistake', async () => {
    const { warnings } = await read({ DESKRAIL_PORT: '1', DESKRAIL_API_KEY: 'short', DESKRAIL_FRESHDESK_SECRET: 'x' });
    expect(warnings.join('\n')).toMatch(
      /Nothing reads DESKRAIL_PORT[\s\S]*FRESHDESK_SECRET is short[\s\S]*DESKRAIL_API_KEY is short/,
    );
  });

  it('warns of an endpoint that nothing turns on', async () => {
    const endpoint = { OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1' };
    expect((await read(endpoint)).warnings).toEqual([
      expect.stringMatching(/OPENAI_BASE_URL says nothing\. Set OPENAI_API_KEY, or .* DESKRAIL_OPENAI_MODEL/),
    ]);
    expect((await read({ ...endpoint, DESKRAIL_OPENAI_MODEL: 'qwen3:8b' })).warnings).toEqual([]);
  });

  it.each([
    ['DESKRAIL_ZENDESK_SECRETS', '. Did you mean DESKRAIL_ZENDESK_SECRET?'],
    ['DESKRAIL_KNOWLEGDE', '. Did you mean DESKRAIL_KNOWLEDGE?'],
    ['DESKRAIL_PORT', '. Did you mean PORT?'],
    ['DESKRAIL_KAFKA_BROKERS', '. Did you mean KAFKA_BROKERS?'],
    ['DESKRAIL_SOMETHING_ELSE', ': is it misspelt?'],
  ])('says of %s what was most likely meant', async (name, advice) => {
    expect((await read({ [name]: '1' })).warnings).toContain(`Nothing reads ${name}${advice}`);
  });
});
