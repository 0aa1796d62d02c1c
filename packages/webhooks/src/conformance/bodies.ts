import type { Adapter } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import type { AdapterFixtures } from './adapter-fixtures.js';
import { type Bench, bodyLimitBytes, expectRefused, expectTaken, isForm, openBench, testOf, utf8 } from './bench.js';
import { leafPaths, without, withUnknownFields } from './changed-json.js';

const noForm = { skipped: 'this desk sends no forms' };
const noJson = { skipped: 'this desk sends no JSON' };

// Only this thread's, where Node can tell: other tests run beside it.
const cpuUsage = (process as { threadCpuUsage?: typeof process.cpuUsage }).threadCpuUsage ?? process.cpuUsage;

/** Authentic bodies of every kind: none gets a 5xx, none is lost, and facts are as their contracts say. */
export function testBodies(adapter: Adapter, fixtures: AdapterFixtures): void {
  const form = fixtures.webhooks.find(isForm) ?? noForm;
  const json = fixtures.webhooks.find((webhook) => !isForm(webhook)) ?? noJson;

  testOf(json, 'a byte order mark is no hindrance', async (webhook) => {
    const [plain, marked] = [openBench(fixtures), openBench(fixtures)];
    expectTaken(await plain.send(webhook));
    expectTaken(await marked.send(webhook, { body: `\ufeff${webhook.body}` }));
    expect(meaning(marked)).toEqual(meaning(plain));
  });

  test('what is not UTF-8, empty, cut short or another format is acknowledged and kept', async () => {
    const webhook = fixtures.webhooks[0];
    const bytes = utf8.encode(webhook.body);
    const middle = Math.floor(bytes.length / 2);
    const broken = [bytes.with(middle, 0xff), bytes.slice(0, middle), utf8.encode('<xml/>'), new Uint8Array(0)];
    const odd = isForm(webhook) ? [] : ['null', '[]', '"text"', '7'];
    for (const body of [...broken, ...odd]) {
      const bench = openBench(fixtures);
      expectTaken(await bench.send(webhook, { body }));
      expect(bench.facts.length + bench.letters.length, 'kept').toBeGreaterThan(0);
    }
  });

  testOf(form, 'form keys that come again and again do no harm', async (webhook) => {
    const bench = openBench(fixtures);
    const { body } = webhook;
    for (const repeated of [`${body}&${body}`, `${body}&${body.split('&')[0]}`, `${body}&&=&a&a=&%zz=%`]) {
      expectTaken(await bench.send(webhook, { body: repeated }));
    }
  });

  testOf(form, '100,000 form fields get 413 before they are sorted', async (webhook) => {
    const bench = openBench(fixtures);
    const many = Array.from({ length: 100_000 }, (_, index) => `field${(index * 7919) % 100_000}=1`).join('&');
    const startedAt = cpuUsage();
    const response = await bench.send({ ...webhook, body: many });
    const { user, system } = cpuUsage(startedAt);
    await expectRefused(bench, response, 413);
    expect(bench.reports[0]?.code).toBe('body-too-large');
    // The fixture's own signing is in it.
    expect((user + system) / 1000).toBeLessThan(1_500);
  });

  test('a body over the limit gets 413 before it is hashed', async () => {
    let verified = 0;
    const counting: Adapter = {
      ...adapter,
      verify: (...given) => {
        verified += 1;
        return adapter.verify(...given);
      },
    };
    const bench = openBench(fixtures, { adapter: counting });
    const tampered = new Uint8Array(bodyLimitBytes + 1).fill(0x20);
    await expectRefused(bench, await bench.send(fixtures.webhooks[0], { tampered }), 413);
    expect(verified).toBe(0);
  });

  testOf(
    fixtures.unknownEvent,
    'an event that nobody knew yet is kept as unmapped, and acknowledged',
    async (webhook) => {
      const bench = openBench(fixtures);
      expectTaken(await bench.send(webhook));
      expect(bench.facts.map(({ type }) => type)).toEqual(['unmapped.v1']);
      expect(bench.facts[0]?.data).toHaveProperty('origin.raw', webhook.body);
    },
  );

  test.each(fixtures.webhooks.map((webhook) => [webhook.name, webhook] as const))(
    '%s: with any field missing or of another type it is still taken',
    async (_, webhook) => {
      const bench = openBench(fixtures);
      const { accountFields = [] } = fixtures;
      const bodies = isForm(webhook) ? fewerFields : changedFields;
      for (const body of bodies(webhook.body, accountFields)) {
        const response = await bench.send(webhook, { body });
        expect(response.status, body.slice(0, 4_000)).toBeLessThan(300);
      }
      expect(
        bench.letters.filter(({ data }) => data.reason === 'event-invalid'),
        'against a contract',
      ).toEqual([]);
    },
  );

  test.each(fixtures.webhooks.map((webhook) => [webhook.name, webhook] as const))(
    '%s: fields that nobody knew yet change nothing',
    async (_, webhook) => {
      const [plain, more] = [openBench(fixtures), openBench(fixtures)];
      expectTaken(await plain.send(webhook));
      const form = `${webhook.body}&NewInThisVersion=1`;
      const body = isForm(webhook) ? form : JSON.stringify(withUnknownFields(JSON.parse(webhook.body)));
      expectTaken(await more.send(webhook, { body }));
      expect(meaning(more)).toEqual(meaning(plain));
    },
  );

  testOf(json, 'JSON nested 10,000 deep is acknowledged, and kept', async (webhook) => {
    const { body } = webhook;
    const deep = (depth: number) => `${body.trimEnd().slice(0, -1)},"deep":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    for (const depth of [50, 100, 10_000]) {
      const bench = openBench(fixtures);
      expectTaken(await bench.send(webhook, { body: deep(depth) }));
      expect(bench.facts.length + bench.letters.length, 'kept').toBeGreaterThan(0);
    }
  });

  testOf(fixtures.hugeInteger, 'an integer beyond 2^53 comes through to the last digit', async (webhook) => {
    const { digits, body } = webhook;
    expect(BigInt(digits) > BigInt(Number.MAX_SAFE_INTEGER) && body.includes(digits)).toBe(true);
    const bench = openBench(fixtures);
    expectTaken(await bench.send(webhook));
    expect(bench.facts.map(withoutRaw).some((fact) => JSON.stringify(fact).includes(digits))).toBe(true);
  });

  test('no log line holds a text of a person', async () => {
    for (const webhook of fixtures.webhooks) {
      const bench = openBench(fixtures);
      await bench.send(webhook);
      await bench.send(webhook, { body: webhook.body.slice(0, -1) });
      await bench.send(webhook, { secret: fixtures.secrets.foreign });
      for (const fact of bench.facts) {
        const { text } = fact.data as { text?: string };
        if (text) expect(bench.log).not.toContain(text);
      }
    }
  });
}

/** What the facts say, without the raw body and what follows from its bytes. */
const meaning = (bench: Bench): unknown[] =>
  bench.facts.map((fact) => {
    const said = withoutRaw(fact);
    return said.identity === 'derived' ? { ...said, id: 'derived' } : said;
  });

function withoutRaw(fact: Bench['facts'][number]): Bench['facts'][number] {
  const { raw: _, rawHash: __, ...origin } = fact.data.origin;
  return { ...fact, data: { ...fact.data, origin } } as typeof fact;
}

function* changedFields(body: string, spared: readonly string[]): Generator<string> {
  const whole = JSON.parse(body);
  for (const path of leafPaths(whole)) {
    if (spared.includes(String(path.at(-1)))) continue;
    for (const value of [undefined, null, {}, [], '', 0, -1, true, 'x'.repeat(5_000), '\ud800']) {
      yield JSON.stringify(without(whole, path, value)) ?? '';
    }
  }
}

function* fewerFields(body: string, spared: readonly string[]): Generator<string> {
  const fields = body.split('&');
  for (const [index, field] of fields.entries()) {
    const name = field.split('=')[0] ?? '';
    if (spared.includes(name)) continue;
    for (const value of [undefined, '', '0', '-1', 'x'.repeat(5_000), '%00', '%ED%A0%80', '{}', '%']) {
      yield fields.toSpliced(index, 1, ...(value === undefined ? [] : [`${name}=${value}`])).join('&');
    }
  }
}
