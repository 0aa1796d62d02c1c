import { expectTypeOf, test } from 'vitest';
import type {
  Action,
  ActionApproved,
  ApprovedAction,
  Decision,
  EventByType,
  EventLog,
  Executor,
  Fact,
  RecommendationView,
  Suggestion,
  VerdictGiven,
} from './index.js';
import { approveAction } from './index.js';

declare const log: EventLog;
declare const executor: Executor;
declare const fact: Fact;
declare const decision: Decision;
declare const action: Action;
declare const approved: ActionApproved;
declare const suggestion: Suggestion;
declare const verdict: VerdictGiven;
declare const recommendation: RecommendationView;
declare const signal: AbortSignal;

test('each stream takes its own events only', () => {
  log.append('facts', [fact]);
  log.append('decisions', [decision]);
  log.append('actions', [action]);
  // @ts-expect-error a decision is not a fact
  log.append('facts', [decision]);
  // @ts-expect-error an action is not a fact
  log.append('facts', [action]);
  // @ts-expect-error a fact is not a decision
  log.append('decisions', [fact]);
  // @ts-expect-error a recommendation is not an action
  log.append('actions', [suggestion]);
});

test('a recommendation is not an action, and what is suggested is not what was sent', () => {
  expectTypeOf<Suggestion>().not.toExtend<Action>();
  expectTypeOf<RecommendationView>().not.toExtend<ApprovedAction>();
  expectTypeOf<EventByType<'reply.suggested.v1'>>().not.toExtend<EventByType<'message.sent.v1'>>();
});

test('act takes what a verdict approved, and nothing else', () => {
  const made = approveAction(approved, verdict);
  executor.execute(made, { signal });
  // @ts-expect-error a recommendation cannot be acted on
  executor.execute(recommendation, { signal });
  // @ts-expect-error nor can the bare event of an approval
  executor.execute(approved, { signal });
  const { id, tenant, connection, conversation, parameters, proposal, verdict: itsVerdict, event } = made;
  const madeUp = { id, tenant, connection, conversation, parameters, proposal, verdict: itsVerdict, event };
  // @ts-expect-error nor can something made up that has all the same fields
  executor.execute(madeUp, { signal });
});

test('an event is found by its type', () => {
  expectTypeOf<EventByType<'message.received.v1'>['data']['text']>().toEqualTypeOf<string>();
  expectTypeOf<EventByType<'message.received.v1'>['authenticity']>().toEqualTypeOf<
    'signed' | 'shared-secret' | 'confirmed' | 'api-key'
  >();
});
