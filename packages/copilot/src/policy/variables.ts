import {
  askedWays,
  casePriorities,
  caseStatuses,
  type PolicyQuestion,
  proposalKinds,
  riskTiers,
} from '@deskrail/contracts';
import { momentOf } from './moment.js';
import { partlyShown } from './partly-shown.js';

/** The kinds of value that a variable of a condition may have, as CEL calls them. */
export type VariableType = 'string' | 'double' | 'list<string>' | 'map<string, dyn>' | 'google.protobuf.Timestamp';

export interface PolicyVariable {
  readonly type: VariableType;
  /** Not known of every draft: a condition that needs it and lacks it cannot be told. */
  readonly optional: boolean;
  readonly about: string;
  /** The only values that a contract allows. */
  readonly values?: readonly string[];
  /** The only numbers. */
  readonly between?: readonly [least: number, most: number];
}

const variable = (
  type: VariableType,
  about: string,
  more: Partial<Pick<PolicyVariable, 'optional' | 'values' | 'between'>> = {},
): PolicyVariable => ({ type, optional: true, about, ...more });

/** What a condition may ask about, by its path. */
export const policyVariables = {
  'draft.kind': variable('string', 'What is proposed.', { optional: false, values: proposalKinds }),
  'draft.confidence': variable('double', 'From 0 to 1.', { optional: false, between: [0, 1] }),
  'draft.risk': variable('string', 'How much harm a wrong draft could do.', { values: riskTiers }),
  'draft.flags': variable('list<string>', 'What validation found. A flagged draft never goes by itself.', {
    optional: false,
  }),
  'draft.intent': variable('string', 'What the customer wants, where it was read with enough confidence.'),
  'draft.language': variable('string', 'ISO 639-1, of the customer’s words.'),
  'draft.length': variable('double', 'Of a reply: how many characters it has.'),
  'draft.tool': variable('string', 'Of a tool call: which tool.'),
  'draft.arguments': variable('map<string, dyn>', 'Of a tool call: what it is called with. Numbers are doubles.'),
  'draft.amount': variable('double', 'Of a tool call: what it would spend, as the tool’s amount() tells.'),
  'conversation.channel': variable('string', 'Such as email, chat or sms.'),
  'conversation.priority': variable('string', 'Of the case, where it has one.', { values: casePriorities }),
  'conversation.status': variable('string', 'Of the case.', { values: caseStatuses }),
  'conversation.tags': variable('list<string>', 'Of the case. Not known where it has more than 50.'),
  'customer.tier': variable('string', 'From the tag tier:<name> of the customer, or of the case.'),
  asked: variable('string', 'desk: a case waits. suggest: a chatbot asks. propose: somebody else drafted it.', {
    optional: false,
    values: askedWays,
  }),
  tenant: variable('string', 'Whose desk it is.', { optional: false }),
  now: variable('google.protobuf.Timestamp', 'The moment that policy is asked, in UTC.'),
} as const satisfies Readonly<Record<string, PolicyVariable>>;

export type PolicyPath = keyof typeof policyVariables;

/** Longer lists, longer texts and deeper nests of a tool’s arguments are not shown to conditions: one that needs them errs. */
const shown = { texts: 4_096, lists: 100, members: 100, depth: 6 } as const;

const hidden = Symbol('not shown');

function isPlain(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** As conditions see it: numbers as doubles, and what is out of bounds not at all. */
function shownValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.length > shown.texts ? hidden : value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : hidden;
  if (typeof value === 'boolean' || value === null) return value;
  if (typeof value !== 'object' || depth >= shown.depth) return hidden;
  if (Array.isArray(value)) {
    const list = value.length > shown.lists ? [hidden] : value.map((one) => shownValue(one, depth + 1));
    return list.includes(hidden) ? hidden : list;
  }
  return shownMembers(value, depth);
}

/** What is not shown of a map is not absent from it either. */
function shownMembers(value: unknown, depth = 0): ReadonlyMap<string, unknown> {
  if (typeof value !== 'object' || value === null || !isPlain(value)) return partlyShown([], () => true);
  const given = Object.entries(value).filter(([, one]) => one !== undefined);
  if (given.length > shown.members) return partlyShown([], () => true);
  const members = given.map(([name, one]) => [name, shownValue(one, depth + 1)] as const);
  const left = members.filter(([, one]) => one !== hidden);
  if (left.length === members.length) return new Map(members);
  const out = new Set<unknown>(members.flatMap(([name, one]) => (one === hidden ? [name] : [])));
  return partlyShown(left, (name) => out.has(name));
}

const finite = (value: number | undefined): number | undefined =>
  value !== undefined && Number.isFinite(value) ? value : undefined;

/** The values of a condition’s variables for one question. What is not known is `undefined`, which is as if it were not there. */
export function variablesOf(question: PolicyQuestion): Record<string, unknown> {
  return {
    draft: {
      kind: question.kind,
      confidence: finite(question.confidence),
      risk: question.risk,
      flags: question.flags,
      intent: question.intent,
      language: question.language,
      length: finite(question.length),
      tool: question.tool,
      arguments: question.arguments === undefined ? undefined : shownMembers(question.arguments),
      amount: finite(question.amount),
    },
    conversation: {
      channel: question.channel,
      priority: question.priority,
      status: question.status,
      tags: question.tags,
    },
    customer: { tier: question.customerTier },
    asked: question.asked,
    tenant: question.tenant,
    now: momentOf(question.at),
  };
}
