import type { PolicyQuestion, SimpleConditions } from '@deskrail/contracts';
import { isWithinRisk } from '../validation/risk-of.js';
import type { Told } from './condition.js';
import type { PolicyPath } from './variables.js';

type SimpleName = keyof SimpleConditions;

/** What each of them looks at, as conditions in CEL call it. */
export const pathsOfSimple = {
  tenant: 'tenant',
  kind: 'draft.kind',
  intent: 'draft.intent',
  channel: 'conversation.channel',
  asked: 'asked',
  maxRisk: 'draft.risk',
  minConfidence: 'draft.confidence',
} as const satisfies Record<SimpleName, PolicyPath>;

/** Whether one of them holds; `undefined` where what it looks at is not known. */
const tells: {
  readonly [Name in SimpleName]: (
    wanted: NonNullable<SimpleConditions[Name]>,
    question: PolicyQuestion,
  ) => boolean | undefined;
} = {
  tenant: (wanted, { tenant }) => tenant === wanted,
  kind: (wanted, { kind }) => kind === wanted,
  intent: (wanted, { intent }) => (intent === undefined ? undefined : intent === wanted),
  channel: (wanted, { channel }) => (channel === undefined ? undefined : channel === wanted),
  asked: (wanted, { asked }) => asked === wanted,
  // No risk is above high.
  maxRisk: (wanted, { risk }) => (risk === undefined && wanted !== 'high' ? undefined : isWithinRisk(risk, wanted)),
  minConfidence: (wanted, { confidence }) => (Number.isFinite(confidence) ? confidence >= wanted : undefined),
};

const holds = <Name extends SimpleName>(name: Name, when: SimpleConditions, question: PolicyQuestion) => {
  const wanted = when[name];
  return wanted === undefined ? true : tells[name](wanted, question);
};

const names = Object.keys(tells) as readonly SimpleName[];

/** The first that certainly does not hold. */
export const unmet = (when: SimpleConditions, question: PolicyQuestion): SimpleName | undefined =>
  names.find((name) => holds(name, when, question) === false);

/** Whether all hold: one that certainly fails settles it, and else what is not known makes it nothing that can be told. */
export function tellSimple(when: SimpleConditions, question: PolicyQuestion): Told {
  if (unmet(when, question) !== undefined) return false;
  const unknown = names.find((name) => holds(name, when, question) === undefined);
  return unknown === undefined ? true : { error: `${pathsOfSimple[unknown]} is not known` };
}
