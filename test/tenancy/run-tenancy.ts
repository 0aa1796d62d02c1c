import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressOf, bodies, makesOwn, type Operation, ofTheProcess, operations } from './calls.ts';
import { marker, ofB } from './life-of.ts';
import { callerRoles, keyOf, type OpenDeskrail, openTwoTenants, type TwoTenants } from './two-tenants.ts';

/** A name that nothing has, of the kind that another has. */
const unknownLike = (id: string, junk: string) => `${id.slice(0, -4)}${junk}`;
const junk = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 12, maxLength: 12 });

/** What a caller is told, the ids that they named themselves aside. */
async function answerOf(response: Response, streams: boolean, ids: readonly string[]) {
  const text = streams ? await beginningOf(response) : await response.text();
  const named = ids.flatMap((id) => [id, encodeURIComponent(id)]).sort((a, b) => b.length - a.length);
  const masked = named.reduce((left, id) => left.replaceAll(id, '<id>'), text);
  // The id of an error of ours, and the times.
  const steady = masked
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replaceAll(/"(oldestSeconds)":[\d.]+/g, '"$1":0');
  return { status: response.status, text, steady };
}

/** What comes of a stream that goes on until it is still for a moment, but not before it brought `awaited`. */
async function beginningOf(response: Response, awaited = ''): Promise<string> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response.text();
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const stillMs = text.includes(awaited) ? 150 : 10_000;
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, stillMs));
    const step = await Promise.race([reader?.read(), late]);
    if (step === undefined || step.done) break;
    text += step.value;
  }
  await reader?.cancel();
  return text;
}

/** Every route that there is, on a store that there is: what is another tenant's is not there. */
export function runTenancy(open: OpenDeskrail, { runs }: { readonly runs: number }): void {
  let two: TwoTenants;
  let before: unknown;
  beforeAll(async () => {
    two = await openTwoTenants(open);
    before = await two.everythingOfB();
  }, 60_000);
  afterAll(() => two?.[Symbol.asyncDispose]());

  const ask = async (
    operation: Operation,
    id: string,
    { as, more = [], extra = {}, ids = [id] }: { as: string; more?: readonly string[]; extra?: object; ids?: string[] },
  ) => {
    const body = bodies[operation.id]?.(id);
    const json = operation.method === 'post' ? { ...(body as object), ...extra } : undefined;
    const path = addressOf(operation, id, more);
    const response = await two.call(path, { as, json });
    return answerOf(response, operation.streams, ids);
  };
  const seesNothing = (text: string) => {
    expect(text).not.toContain(marker);
    expect(text).not.toContain('"tenant":"b"');
  };

  it('is filled, so that there is something to see', async () => {
    const named: Readonly<Record<string, string>> = { '/v1/actions': 'act_of_b', '/v1/sessions': ofB.person };
    for (const path of [
      '/v1/conversations',
      '/v1/recommendations',
      '/v1/keys',
      '/v1/dead-letters',
      ...Object.keys(named),
    ]) {
      const own = await two.call(path, { as: keyOf('b', 'admin') });
      expect(await own.text()).toContain(named[path] ?? marker);
    }
    expect(JSON.stringify(before)).toContain(marker);
  });

  describe.each(operations)('$method $path', (operation) => {
    it('tells and changes nothing of another tenant’s', async () => {
      if (operation.takesBody) expect(bodies, `a body for ${operation.id} in calls.ts`).toHaveProperty(operation.id);
      const ids = fc.constantFrom(...Object.values(two.idsOfB));
      const asked = fc.subarray([...operation.query]);
      const numRuns = operation.streams ? Math.min(runs, 8) : runs;
      await fc.assert(
        fc.asyncProperty(ids, junk, fc.constantFrom(...callerRoles), asked, async (id, tail, role, more) => {
          const as = keyOf('a', role);
          const other = unknownLike(id, tail);
          const given = { as, more, ids: [id, other] };
          const same = !ofTheProcess.includes(operation.id) && !makesOwn.includes(operation.id) && !operation.streams;
          // What is the caller's own may change between two calls, as what they do is still under way.
          for (let left = 3; left > 0; left -= 1) {
            const known = await ask(operation, id, given);
            seesNothing(known.text);
            const unknown = await ask(operation, other, given);
            const isSame = known.status === unknown.status && known.steady === unknown.steady;
            if (!same || isSame) return;
            if (left === 1) expect([known.status, known.steady]).toEqual([unknown.status, unknown.steady]);
          }
        }),
        { numRuns },
      );
      if (operation.takesBody) {
        for (const role of callerRoles) {
          const named = await ask(operation, 'x', { as: keyOf('a', role), extra: { tenant: 'b' } });
          expect(named.status, 'a body that names a tenant').toBeGreaterThanOrEqual(400);
          seesNothing(named.text);
        }
      }
      expect(await two.everythingOfB()).toEqual(before);
    });
  });

  it('a page of another tenant’s continues with one’s own, or not at all', async () => {
    for (const { path } of operations.filter(({ query }) => query.includes('cursor'))) {
      const first = await (await two.call(`${path}?limit=1`, { as: keyOf('b', 'admin') })).json();
      if (first.next === undefined) continue;
      const answer = await two.call(`${path}?cursor=${encodeURIComponent(first.next)}`, { as: keyOf('a', 'admin') });
      seesNothing(await answer.text());
    }
  });

  it('a suggestion that comes as events tells nothing of another tenant’s', async () => {
    for (const conversation of [two.idsOfB.conversation, 'conversation:desk:of-nobody']) {
      const request = { as: keyOf('a', 'writer'), json: { conversation }, accept: 'text/event-stream' };
      const text = await (await two.call('/v1/suggestions', request)).text();
      seesNothing(text);
      expect(text).toContain('not-found');
    }
  });

  it('streams of events hold one’s own, all of them, and nothing else', async () => {
    const all = '/v1/events?from=start&raw=1&streams=facts,features,decisions,actions,dead-letters';
    const text = await beginningOf(await two.call(all, { as: keyOf('a', 'admin') }), '"tenant":"a"');
    expect(text).toContain('"tenant":"a"');
    seesNothing(text);
    const own = await beginningOf(await two.call(all, { as: keyOf('b', 'admin') }), marker);
    expect(own).toContain(marker);
    expect(own).not.toContain('"tenant":"a"');
  });
}
