/** Embedders: who decides what, as a file of rules: checked, asked by hand, and in an instance, with the brake. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { createClient } from '@deskrail/client';
import { temporaryFolder } from '@deskrail/testing';
import { checkPolicyText, createDeskrail, type PolicyQuestion, readPolicy } from 'deskrail';

const path = fileURLToPath(new URL('policy.yaml', import.meta.url));

// --- check
const text = await readFile(path, 'utf8');
const { errors, warnings } = await checkPolicyText(text, { file: 'policy.yaml' });
console.log(errors, warnings);
// ---

// --- ask
const policy = await readPolicy(text, { file: 'policy.yaml' });
const refund: PolicyQuestion = {
  ...{ tenant: 'acme', kind: 'tool-call', tool: 'refund', confidence: 1, flags: [], risk: 'high' },
  ...{ asked: 'propose', at: '2026-01-31T10:00:00Z' },
};
for (const amount of [12, 250, undefined]) {
  const { outcome, rule, error, review } = policy.decide({ ...refund, amount });
  console.log(amount, outcome, rule ?? error, review.role, review.reviewers);
}
// ---

await using folder = await temporaryFolder();
const key = 'a-key-of-your-admin';

// --- instance
await using deskrail = await createDeskrail({
  data: folder.path,
  policy: path,
  keys: [{ name: 'ada', key, tenant: 'acme', roles: ['admin'] }],
});
await deskrail.start();
// ---
const client = createClient({
  url: 'https://deskrail.example',
  key,
  fetch: async (input, init) => deskrail.fetch(new Request(input, init)),
});

// --- brake
const { paused } = await client.policy.pause({ reason: 'A wrong macro is out.' });
console.log('Stopped by', paused?.by, 'since', paused?.since);
await client.policy.resume();
console.log((await client.policy.state()).paused);
// ---
