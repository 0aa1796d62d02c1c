import { expect, test } from 'vitest';
import { type AdapterFixtures, isSkipped, type WebhookFixture } from './adapter-fixtures.js';

/** Fixtures are read by many: they name their sources, and hold no person's data. */
export function testFixtures(fixtures: AdapterFixtures): void {
  test('every fixture says which page of the vendor’s it follows', () => {
    const pages = [...webhooksIn(fixtures), ...(isSkipped(fixtures.act) ? [] : fixtures.act.cases), fixtures.scheme];
    for (const { follows } of pages) expect(follows).toMatch(/^https:\/\/[a-z\d.-]+\.[a-z]+\/?/);
  });

  test('every fixture’s addresses and numbers are nobody’s', () => {
    for (const { name, body } of webhooksIn(fixtures)) {
      const read = body.includes('%') ? `${body} ${decoded(body)}` : body;
      for (const [address, host = ''] of read.matchAll(/[\w.+-]+@([\w-]+(?:\.[\w-]+)+)/g)) {
        expect(host, `${name}: ${address}`).toMatch(/(^|\.)(example\.(com|net|org)|[\w-]+\.(example|test|invalid))$/);
      }
      // As the North American numbering plan keeps them for fiction, and Twilio for tests.
      for (const [number] of read.matchAll(/\+\d{8,15}/g)) {
        expect(number, name).toMatch(/^\+1(\d{3})?555\d+$/);
      }
    }
  });
}

function webhooksIn({
  webhooks,
  unknownEvent,
  ownReply,
  privateNotes,
  hugeInteger,
}: AdapterFixtures): WebhookFixture[] {
  const notes = isSkipped(privateNotes) ? [] : privateNotes;
  const others = [unknownEvent, ownReply, hugeInteger].filter((one) => !isSkipped(one)) as WebhookFixture[];
  return [...webhooks, ...notes, ...others];
}

function decoded(form: string): string {
  try {
    return decodeURIComponent(form.replaceAll('+', ' '));
  } catch {
    return form;
  }
}
