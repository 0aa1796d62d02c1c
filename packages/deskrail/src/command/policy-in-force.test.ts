import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type BesideInstance, besideInstance } from '../fakes/beside-instance.js';
import { policy } from './policy.js';

const yaml = `rules:
  - id: sure
    when: |
      draft.kind == "reply" &&
        draft.confidence >= 0.9
    outcome: auto
  - { id: rest, when: {}, outcome: review }
limits:
  - { id: an-hour, counts: replies, per: tenant, most: 200, withinMinutes: 60 }
  - { id: theirs, counts: replies, per: tenant, tenant: other, most: 1, withinMinutes: 60 }
`;

let place: BesideInstance;
beforeEach(async () => {
  place = await besideInstance(policy, { DESKRAIL_POLICY: 'policy.yaml' });
  await writeFile(join(place.path, 'policy.yaml'), yaml);
});
afterEach(() => place.remove());

const show = async () => (await place.run('show')).printed.join('\n');

it('who stops it first stands; whoever comes later is told so, and may give another reason', async () => {
  const stop = await place.serve();
  expect((await place.run('resume')).printed).toEqual(['Nothing was stopped: rules send.']);
  const first = await place.run('pause', '--reason', 'A wrong macro is out.');
  expect(first.printed.join()).toMatch(/^All that is automatic is stopped since .+, by reviewer\/owner: A wrong macro/);
  const again = await place.run('pause', '--reason', 'Another.');
  const other = 'since .+, by reviewer/owner: Another\\. \\(by reviewer/owner, since .+\\)';
  expect([again.code, again.printed.join()]).toEqual([
    0,
    expect.stringMatching(new RegExp(`^All that .+ goes on being so for your reason\\. Stopped ${other}$`)),
  ]);
  for (const same of [['--reason', 'Another.'], []]) {
    expect((await place.run('pause', ...same)).printed.join()).toMatch(
      new RegExp(`^All that is automatic was stopped already: that stands\\. Stopped ${other}$`),
    );
  }
  expect(JSON.parse((await place.run('pause', '--json')).printed[0] ?? '')).toMatchObject({ repeated: true });
  expect(await show()).toMatch(/\nAll that is automatic is stopped since .+: Another\. \(by .+\)\n/);
  expect((await place.run('resume')).printed.join()).toMatch(/^Rules send again\./);
  expect(await stop()).toBe(0);
});

it('shows what is in force: of the instance that runs, else what is configured', async () => {
  const before = await place.run('show');
  expect(before).toMatchObject({ code: 0, said: '' });
  expect(before.printed.join('\n')).toMatch(/^No instance runs here\. Configured: sha256:[0-9a-f]{64}, 2 rules\.\n/);
  expect(before.printed.join('\n')).toMatch(/\nan-hour +replies[\s\S]*\ntheirs +replies/);
  expect((await place.run('show', '--tenant', 'acme')).printed.join('\n')).not.toContain('theirs');
  const stop = await place.serve();
  const running = await show();
  expect(running).toMatch(/^In force: sha256:[0-9a-f]{64}, 2 rules\.\nRules send: nothing is stopped\.\n/);
  expect(running).toMatch(/\nsure +auto +draft\.kind == "reply" && draft\.confidence >= 0\.9\nrest +review +always\n/);
  expect(running).toMatch(/\nan-hour +replies +tenant +200 +60 min$/);
  const json = JSON.parse((await place.run('show', '--json')).printed[0] ?? '');
  expect(json).toMatchObject({ running: true, rules: 2, outcomes: [{ rule: 'sure' }, { rule: 'rest' }] });

  // What the file says by now is not what runs, nor what its conditions are.
  await writeFile(join(place.path, 'policy.yaml'), 'rules: []\n');
  const changed = await show();
  expect(changed).toMatch(/\nConfigured here is sha256:[0-9a-f]{64}: in force once the instance starts again\.\n/);
  expect(changed).toMatch(/\nsure +auto\n/);
  await writeFile(join(place.path, 'policy.yaml'), 'rules: 1\n');
  expect(await show()).toContain('What is configured here cannot be used: deskrail policy check says why.');
  expect(await stop()).toBe(0);

  expect(await place.run('show')).toMatchObject({ code: 1, said: expect.stringContaining('policy.yaml') });
  await writeFile(join(place.path, 'policy.yaml'), 'rules: []\n');
  const ended = await show();
  expect(ended).toMatch(/^No instance runs here\. Configured: sha256:[0-9a-f]{64}, 0 rules\.\n/);
  expect(ended).toMatch(/People decide all\.\n\nlimit .*\nbot-loop +replies +conversation +5 +60 min$/);
});
