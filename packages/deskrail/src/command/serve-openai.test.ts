import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@deskrail/client';
import { demoArticlesFolder, emulateOpenAi, serveEmulator, temporaryFolder } from '@deskrail/testing';
import { expect, it } from 'vitest';
import { memoryTerminal } from './memory-terminal.js';
import { runCommand } from './run-command.js';
import { serve } from './serve.js';

/** A source of the configuration file's that says when it is closed. */
const configuration = `import { appendFileSync } from 'node:fs';
const at = new URL('closed.txt', import.meta.url);
const own = {
  name: 'own',
  retrieve: async () => [],
  check: async () => 'gone',
  close: async () => appendFileSync(at, 'source '),
};
export default { tenant: 'acme', page: false, sources: [own] };
`;

it('writes, weighs and moderates by the endpoint that the environment names', { timeout: 30_000 }, async () => {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, 'deskrail.config.mjs'), configuration);
  let strict = false;
  const models = ['writer-1', 'meaning-1', 'watch-1'];
  const emulator = emulateOpenAi({ models, moderate: () => (strict ? ['harassment'] : []) });
  await using served = await serveEmulator(emulator);
  const key = 'a-key-for-this-test-alone';
  const terminal = memoryTerminal({
    directory: folder.path,
    environment: {
      ...{ PORT: '0', DESKRAIL_API_KEY: key, DESKRAIL_KNOWLEDGE: demoArticlesFolder() },
      ...{ OPENAI_API_KEY: emulator.apiKey, OPENAI_BASE_URL: `${served.url}/v1`, DESKRAIL_OPENAI_MODEL: 'writer-1' },
      ...{ DESKRAIL_OPENAI_EMBEDDINGS_MODEL: 'meaning-1', DESKRAIL_OPENAI_MODERATION_MODEL: 'watch-1' },
    },
  });
  const ended = runCommand(['serve'], terminal, { commands: [serve], version: '0' });
  const url = (await terminal.line(/^Deskrail listens on/)).replace('Deskrail listens on ', '');
  const client = createClient({ url, key });

  const { recommendation } = await client.suggest({ text: 'How long does a refund take?' });
  expect(recommendation).toMatchObject({ kind: 'reply', model: { name: 'openai', version: 'writer-1' } });
  const asked = (end: string) => emulator.calls.filter(({ path }) => path.endsWith(end)).map(({ body }) => body);
  expect(asked('/responses')).toMatchObject([{ model: 'writer-1' }]);
  expect(asked('/embeddings')).toContainEqual(expect.objectContaining({ model: 'meaning-1' }));
  const said = recommendation.proposal?.kind === 'reply' ? recommendation.proposal.text : '';
  expect(asked('/moderations')).toMatchObject([{ model: 'watch-1', input: said }]);

  strict = true;
  const flagged = await client.suggest({ text: 'How long does delivery take?' });
  expect(flagged.recommendation.withheld).toEqual({ reason: 'moderation', detail: 'harassment' });

  terminal.interrupt();
  expect([await ended, terminal.said]).toEqual([0, []]);
  expect(await readFile(join(folder.path, 'closed.txt'), 'utf8')).toBe('source ');
});
