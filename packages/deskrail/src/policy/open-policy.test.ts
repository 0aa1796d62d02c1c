import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { definePolicy } from '@deskrail/copilot';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSettings } from '../config/settings.js';
import { openPolicy } from './open-policy.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deskrail-policy-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const yaml = `rules:
  - id: thanks
    when: draft.confidence >= 0.9 && draft.risk == "low"
    outcome: auto
`;

test('rules, or the path of their file, in YAML or JSON', async () => {
  const rules = [{ id: 'thanks', when: 'draft.confidence >= 0.9 && draft.risk == "low"', outcome: 'auto' as const }];
  const { version } = await definePolicy(rules);
  await writeFile(join(folder, 'policy.yaml'), yaml);
  await writeFile(join(folder, 'policy.json'), JSON.stringify({ rules }));
  expect((await openPolicy(join(folder, 'policy.yaml'))).version).toBe(version);
  expect((await openPolicy(join(folder, 'policy.json'))).version).toBe(version);
  expect((await openPolicy({ rules })).version).toBe(version);
  expect((await openPolicy()).rules).toBe(0);
});

test('a wrong file refuses to start, with all that is wrong and where', async () => {
  const file = join(folder, 'policy.yaml');
  await writeFile(file, `${yaml}  - id: thanks\n    when: draft.colour == "red"\n    outcome: block\n`);
  const error = await openPolicy(file).catch((thrown: Error) => thrown);
  expect(error).toMatchObject({ code: 'config-invalid' });
  expect((error as Error).message).toContain(`${file}:6: rules.1.when (thanks): No such key: colour`);
  expect((error as Error).message).toContain(`${file}:5: rules.1.id: another is called thanks`);
  await expect(openPolicy(join(folder, 'none.yaml'))).rejects.toMatchObject({
    code: 'config-invalid',
    message: expect.stringContaining('ENOENT'),
  });
});

test('DESKRAIL_POLICY is from the working directory, and the option from its configuration file', async () => {
  const variables = { DESKRAIL_API_KEY: 'k' };
  await writeFile(join(folder, 'deskrail.config.mjs'), "export default { policy: 'rules/own.yaml' };\n");
  const configPath = join(folder, 'deskrail.config.mjs');
  const configured = await readSettings({ variables, directory: folder, configPath });
  expect(configured.options.policy).toBe(join(folder, 'rules/own.yaml'));
  const directory = join(folder, 'elsewhere');
  await mkdir(directory);
  await writeFile(join(directory, 'policy.yaml'), yaml);
  const named = await readSettings({
    ...{ variables: { ...variables, DESKRAIL_POLICY: 'policy.yaml' }, directory, configPath },
  });
  expect(named.options.policy).toBe(join(directory, 'policy.yaml'));
});
