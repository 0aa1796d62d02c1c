import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditEntry, chainStart, eraseTexts, linkOf, type VerdictGiven } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { sha256 } from './mac.js';
import { createSigner, createVerifier, signedText } from './sign-verdict.js';

const page = readFileSync(join(import.meta.dirname, '../../../../docs/how-to/audit.md'), 'utf8');
const recipe = page.slice(page.indexOf('## Check it with other tools'));
const blocks = (language: string): string[] =>
  [...recipe.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)\\n\`\`\``, 'gms'))].map(([, code = '']) => code);

const [event = ''] = blocks('json');
const [sealed = ''] = blocks('text');
const verdict = JSON.parse(event) as VerdictGiven;
const key = { keyId: '2026-01', secret: Buffer.from('an example of 32 bytes no secret') };
const plain = (text: string) => createHash('sha256').update(text).digest('hex');

test('the page’s event is signed as the page says, byte for byte', () => {
  expect(signedText(verdict)).toBe(`deskrail/verdict/v1\n${sealed}`);
  expect(createSigner(key)(verdict)).toEqual(verdict.data.signature);
  expect(createVerifier([key])(verdict)).toBe('valid');
  const mac = createHmac('sha256', key.secret).update(`deskrail/verdict/v1\n${sealed}`).digest('hex');
  expect(verdict.data.signature?.mac).toBe(`hmac-sha256:${mac}`);
  expect(page).toContain(mac);
});

test('the page’s digest of a text, of the event, and the hash of a link of it, are those that other tools get', () => {
  const { salt, comment } = verdict.data;
  expect(recipe).toContain(plain(`${salt}\n${JSON.stringify(comment)}`));
  const entry = auditEntry(verdict, sha256);
  expect(recipe).toContain(entry.digest);
  const link = linkOf([entry], chainStart, sha256);
  const [, said = ''] = blocks('text');
  expect(said).toBe(JSON.stringify({ entries: link.entries.map(sorted), previous: null, sequence: 1 }));
  expect(`sha256:${plain(`deskrail/link/v1\n${said}`)}`).toBe(link.hash);
  expect(recipe).toContain(link.hash);
});

test('the page’s erased event is what erasure leaves of it, and still valid', () => {
  const [, erased = ''] = blocks('json');
  expect(JSON.parse(erased)).toEqual(eraseTexts(verdict, sha256).data);
  expect(createVerifier([key])({ ...verdict, data: JSON.parse(erased) })).toBe('valid');
});

const sorted = <Value extends object>(value: Value): Value =>
  Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) as Value;
