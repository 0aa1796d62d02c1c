import { digestOf } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { suggest1 } from './suggest-1.js';

/** Of each version's whole text. Never change a line here: words that change make a new version and a line of its own. */
const digests: Readonly<Record<string, string>> = {
  'suggest/1': 'sha256:d14dec38c2a0c97a52200674d599ec772f43e6f8e7c076db7386cac2ecdd6503',
};

test.each([suggest1])('the words of $id/$version are those that were published under it', async (template) => {
  expect(await digestOf(template)).toBe(digests[`${template.id}/${template.version}`]);
});
