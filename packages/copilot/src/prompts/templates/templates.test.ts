import { digestOf } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { suggest1 } from './suggest-1.js';

/** Of each version's whole text. Never change a line here: words that change make a new version and a line of its own. */
const digests: Readonly<Record<string, string>> = {
  'suggest/1': 'sha256:f9798ead452f7e55232e370550025d9ad77bded7da4509ce3fc47b85157980c4',
};

test.each([suggest1])('the words of $id/$version are those that were published under it', async (template) => {
  expect(await digestOf(template)).toBe(digests[`${template.id}/${template.version}`]);
});
