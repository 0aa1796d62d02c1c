import { randomUUID } from 'node:crypto';
import { type DeskrailEvent, type StreamName, vocabulary } from '@deskrail/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ofB, said, shared } from './life-of.ts';
import { type OpenDeskrail, openTwoTenants, type TwoTenants } from './two-tenants.ts';

const definitions: readonly Definition[] = Object.values(vocabulary).flat();

interface Definition {
  readonly type: string;
  readonly stream: StreamName;
  readonly examples: readonly unknown[];
}

/** In an example's data: what names something, and what of B's it is made to name. */
const namesOf = (id: string, conversation: string, action: string): Readonly<Record<string, unknown>> => ({
  ...{ recommendationId: id, actionId: action, verdictId: `ver_${action}`, conversation, other: conversation, by: id },
  ...{ messageId: '1', customerId: '7', hash: `sha256:${'2'.repeat(64)}`, about: { conversation } },
});

const places = [
  { id: ofB.recommendation, conversation: ofB.conversation, action: ofB.action },
  { id: shared.recommendation, conversation: shared.conversation, action: shared.action },
];

interface Made {
  readonly stream: StreamName;
  readonly event: DeskrailEvent;
}

/** An event of A as its contract has it, naming what is B's by the names that B has for it. */
function eventOfA(definition: Definition, place: (typeof places)[number]): Made {
  const names = namesOf(place.id, place.conversation, place.action);
  const example = definition.examples[0] as Record<string, unknown>;
  const known = Object.keys(example).filter((name) => typeof example[name] === typeof names[name]);
  const data = { ...example, ...Object.fromEntries(known.map((name) => [name, names[name]])) };
  const isCustomer = definition.type.startsWith('customer.');
  const subject = isCustomer ? 'customer:desk:7' : place.conversation;
  const isFact = definition.stream === 'facts';
  const event = {
    ...{ specversion: '1.0', id: `a/${randomUUID()}`, source: '/test', type: definition.type, subject },
    ...{ time: new Date().toISOString(), datacontenttype: 'application/json', tenant: 'a', connection: 'desk' },
    ...(!isCustomer && { correlationid: subject }),
    actor: isFact ? 'customer/7' : 'reviewer/anna',
    ...(isFact && { authenticity: 'signed', identity: 'exact' }),
    data,
  };
  return { stream: definition.stream, event: event as unknown as DeskrailEvent };
}

/** Projection, copilot, executors, followers, keeper and housekeeping, all at work. */
export function runConsumers(open: OpenDeskrail, { runs }: { readonly runs: number }): void {
  let two: TwoTenants;
  let before: unknown;
  beforeAll(async () => {
    two = await openTwoTenants(open);
    before = await two.everythingOfB();
  }, 120_000);
  afterAll(() => two?.[Symbol.asyncDispose]());

  const events = fc.record({ definition: fc.constantFrom(...definitions), place: fc.constantFrom(...places) });

  it('no event of one tenant changes a row of another’s, whatever it names', { timeout: 240_000 }, async () => {
    const handled: string[] = [];
    const happen = async ({ stream, event }: Made) => {
      await two.deskrail.log.append(stream, [event] as never);
      handled.push(event.type);
    };
    // A question that is answered by the copilot, in the conversation that both have.
    const now = new Date().toISOString();
    await two.happen('a', 'facts', { ...said('a', 'fresh', shared.conversation), time: now } as DeskrailEvent);
    for (const definition of definitions) for (const place of places) await happen(eventOfA(definition, place));
    await fc.assert(
      fc.asyncProperty(fc.array(events, { minLength: 1, maxLength: 8 }), async (some) => {
        for (const { definition, place } of some) await happen(eventOfA(definition, place));
        const last = { ...said('a', randomUUID(), 'conversation:desk:last') };
        await two.happen('a', 'facts', last);
        expect(await two.everythingOfB()).toEqual(before);
      }),
      { numRuns: runs },
    );
    expect(new Set(handled).size).toBe(definitions.length);
    await two.settled();
    const own = await two.deskrail.store.recommendation('a', shared.recommendation);
    expect(own?.status, 'the same event of one’s own has its effect').not.toBe('open');
    expect(await two.everythingOfB()).toEqual(before);
  });
}
