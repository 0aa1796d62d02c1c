import { actionEvents } from './actions.js';
import { deadLetterRecorded } from './dead-letter.js';
import { recommendationEvents } from './decisions/recommendation.js';
import { reviewCourseEvents } from './decisions/review-course.js';
import { verdictEvents } from './decisions/verdict.js';
import type { EventDefinition, EventOf } from './event.js';
import { caseFacts } from './facts/case.js';
import { conversationSnapshotted } from './facts/conversation.js';
import { customerFacts } from './facts/customer.js';
import { incidentSignalled } from './facts/incident.js';
import { messageFacts } from './facts/message.js';
import { unmapped } from './facts/unmapped.js';
import { featuresDerived } from './features.js';

/** Every event there is, by stream. */
export const vocabulary = {
  facts: [...messageFacts, ...caseFacts, incidentSignalled, unmapped, ...customerFacts, conversationSnapshotted],
  features: [featuresDerived],
  decisions: [...recommendationEvents, ...verdictEvents, ...reviewCourseEvents],
  actions: actionEvents,
  'dead-letters': [deadLetterRecorded],
} as const;

export type Fact = EventOf<(typeof vocabulary.facts)[number]>;
export type Feature = EventOf<(typeof vocabulary.features)[number]>;
export type Decision = EventOf<(typeof vocabulary.decisions)[number]>;
export type Action = EventOf<(typeof vocabulary.actions)[number]>;
/** What tells of an action itself; the chain’s links stand beside. */
export type LedgerEvent = Exclude<Action, { type: 'audit.linked.v1' }>;
export type DeadLetter = EventOf<typeof deadLetterRecorded>;

/** What each stream holds; `append` takes no other stream's events. */
export interface StreamEvents {
  facts: Fact;
  features: Feature;
  decisions: Decision;
  actions: Action;
  'dead-letters': DeadLetter;
}

export type DeskrailEvent = StreamEvents[keyof StreamEvents];

/** The event of a type, such as `EventByType<'reply.suggested.v1'>`. */
export type EventByType<Type extends DeskrailEvent['type']> = Extract<DeskrailEvent, { type: Type }>;

const definitions: ReadonlyMap<string, EventDefinition> = new Map(
  Object.values(vocabulary)
    .flat()
    .map((definition) => [definition.type, definition as EventDefinition]),
);

/** The definition of a type; `undefined` for one this version does not know, which a reader skips. */
export const definitionOf = (type: string): EventDefinition | undefined => definitions.get(type);
