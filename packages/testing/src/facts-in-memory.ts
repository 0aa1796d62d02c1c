import { checkEvent, DeskrailError, type Fact } from '@deskrail/contracts';

/** As much of a log as a receiver needs. */
export interface FactsInMemory {
  append(stream: string, events: readonly unknown[]): Promise<never[]>;
  /** Each id once, in the order in which they came. */
  all(): readonly Fact[];
  /** How many came, those that were there already with them. */
  appended(): number;
}

/**
 * Facts in memory, for a receiver under test: `createReceiver({ log: factsInMemory(), … })`. As in a log each is checked
 * against its contract, and the first content of an id stands. Another stream, such as `dead-letters`, is refused with
 * `request-invalid`: what the desk sends was to be read.
 */
export function factsInMemory(): FactsInMemory {
  const facts = new Map<string, Fact>();
  let appended = 0;
  return {
    async append(stream, events) {
      if (stream !== 'facts') throw new DeskrailError('request-invalid', `Facts were to come, not ${stream}.`);
      for (const event of events) {
        const fact = checkEvent('facts', event);
        appended += 1;
        if (!facts.has(fact.id)) facts.set(fact.id, fact);
      }
      return [];
    },
    all: () => [...facts.values()],
    appended: () => appended,
  };
}
