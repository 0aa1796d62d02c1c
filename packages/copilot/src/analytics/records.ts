import type { Action, Decision, Fact, LedgerEvent } from '@deskrail/contracts';
import { type ActionRecord, addLedgerEvent, newAction } from './action-record.js';
import { addFact, type CaseRecord, isOfCase, newCase } from './case-record.js';
import {
  addDecision,
  newRecommendation,
  type RecommendationRecord,
  recommendationOf,
} from './recommendation-record.js';

/** All that numbers are made of: of one tenant, and of what its streams still hold. */
export interface Records {
  readonly cases: ReadonlyMap<string, CaseRecord>;
  readonly recommendations: ReadonlyMap<string, RecommendationRecord>;
  readonly actions: ReadonlyMap<string, ActionRecord>;
  /** Events that would have begun a further record when there were as many as may be. */
  readonly leftOut: { readonly cases: number; readonly recommendations: number; readonly actions: number };
  /** How many records there are. */
  readonly size: number;
  addFact(fact: Fact): void;
  addDecision(event: Decision): void;
  addAction(event: Action): void;
}

const recordsAtMost = 200_000;

/** Records that events are added to one by one. Order and repetition of events change nothing. */
export function createRecords(atMost = recordsAtMost): Records {
  const cases = bounded(atMost, newCase);
  const recommendations = bounded(atMost, newRecommendation);
  const actions = bounded(atMost, newAction);
  return {
    ...{ cases: cases.held, recommendations: recommendations.held, actions: actions.held },
    get leftOut() {
      return { cases: cases.leftOut(), recommendations: recommendations.leftOut(), actions: actions.leftOut() };
    },
    get size() {
      return cases.held.size + recommendations.held.size + actions.held.size;
    },
    addFact(fact) {
      if (!isOfCase(fact)) return;
      const record = cases.of(fact.subject);
      if (record !== undefined) addFact(record, fact);
    },
    addDecision(event) {
      const id = recommendationOf(event);
      const record = id === undefined ? undefined : recommendations.of(id);
      if (record !== undefined) addDecision(record, event);
    },
    addAction(event) {
      if (event.type === 'audit.linked.v1') return;
      const record = actions.of(event.data.actionId);
      if (record !== undefined) addLedgerEvent(record, event as LedgerEvent);
    },
  };
}

function bounded<Held>(atMost: number, create: () => Held) {
  const held = new Map<string, Held>();
  let without = 0;
  return {
    held,
    leftOut: () => without,
    of(id: string): Held | undefined {
      const known = held.get(id);
      if (known !== undefined) return known;
      if (held.size >= atMost) {
        without += 1;
        return undefined;
      }
      const made = create();
      held.set(id, made);
      return made;
    },
  };
}
