import {
  type Conversation,
  type Customer,
  type FeatureSet,
  type PolicyFacts,
  type PolicyQuestion,
  type Proposal,
  policyFacts,
  type RecommendationView,
  type RiskTier,
  type Tool,
} from '@deskrail/contracts';
import { spendOf } from './spend.js';

/** Below it an intent is a guess that no rule of the policy should stand on. */
const intentAtLeast = 0.5;

/** More are not recorded; a rule about tags must not take one for absent that was only cut off. */
const tagsAtMost = 50;

const tierTag = /^tier[:_-](.{1,120})$/iu;

/** From a tag such as `tier:gold`, `tier_gold` or `tier-gold`. */
const tierIn = (tags: readonly string[] | undefined): string | undefined =>
  tags?.map((tag) => tierTag.exec(tag)?.[1]).find((tier) => tier !== undefined);

/** Of the customer, as their tags say, or else the tags of their case. */
export const customerTierOf = (
  customer: Pick<Customer, 'profile'> | undefined,
  conversation: Pick<Conversation, 'tags'> | undefined,
): string | undefined => tierIn(customer?.profile.tags) ?? tierIn(conversation?.tags);

export interface AskedAbout {
  readonly tenant: string;
  readonly conversation?: Pick<Conversation, 'channel' | 'priority' | 'status' | 'tags'> | undefined;
  readonly customer?: Pick<Customer, 'profile'> | undefined;
  readonly features?: Pick<FeatureSet, 'intents' | 'language'> | undefined;
  readonly asked: PolicyQuestion['asked'];
  /** RFC 3339. */
  readonly at: string;
  readonly tools?: readonly Tool[] | undefined;
}

export interface DraftAsked {
  readonly proposal: Proposal;
  readonly confidence: number;
  readonly risk: RiskTier | undefined;
  readonly flags: readonly string[];
}

/** A value as it can be recorded; what cannot is not known to policy either, so that both say the same. */
const recordable = <Name extends keyof PolicyFacts>(name: Name, value: unknown): PolicyFacts[Name] | undefined =>
  policyFacts.shape[name].safeParse(value).data as PolicyFacts[Name] | undefined;

/** What policy is asked about a draft that validation has been through. */
export function policyQuestion(
  { tenant, conversation, customer, features, asked, at, tools }: AskedAbout,
  { proposal, confidence, risk, flags }: DraftAsked,
): PolicyQuestion {
  const language = features?.language;
  const tags = conversation?.tags;
  return {
    ...{ tenant, asked, at, kind: proposal.kind, confidence, risk, flags },
    intent: recordable('intent', features?.intents.find((one) => one.confidence >= intentAtLeast)?.name),
    language: language === 'und' ? undefined : recordable('language', language),
    channel: recordable('channel', conversation?.channel),
    priority: conversation?.priority ?? undefined,
    status: conversation?.status,
    tags: tags === undefined || tags.length > tagsAtMost ? undefined : recordable('tags', tags),
    customerTier: recordable('customerTier', customerTierOf(customer, conversation)),
    ...ofReply(proposal),
    ...ofCall(proposal, tools),
  };
}

const ofReply = (proposal: Proposal): Pick<PolicyQuestion, 'length'> =>
  proposal.kind === 'reply' ? { length: proposal.text.length } : {};

const ofCall = (proposal: Proposal, tools: readonly Tool[] | undefined): Partial<PolicyQuestion> =>
  proposal.kind !== 'tool-call'
    ? {}
    : { tool: proposal.tool, arguments: proposal.arguments, amount: spendOf(proposal, tools).amount };

/** What of a question is recorded beside the draft, so that any policy can be asked the same later. */
export function policyFactsOf(question: PolicyQuestion, now: string, customer?: string | undefined): PolicyFacts {
  const { asked, at, intent, language, channel, priority, status, tags, customerTier, length, tool, amount } = question;
  const known = { intent, language, channel, priority, status, customerTier, length, tool, amount, customer };
  return {
    asked,
    at: at ?? now,
    ...Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)),
    ...(tags !== undefined && { tags: [...tags] }),
  };
}

/** What a recommendation tells of itself, as an event or as a view. */
export type Recorded = Pick<
  RecommendationView,
  'about' | 'confidence' | 'flags' | 'risk' | 'policyFacts' | 'proposal' | 'hash'
> & { readonly tenant: string; readonly kind: PolicyQuestion['kind']; readonly createdAt?: string };

export interface QuestionAgain {
  /** Whose `amount` says what the call would spend. Without the tool an amount is as recorded, of the recorded proposal alone. */
  readonly tools?: readonly Tool[] | undefined;
  /** The moment that rules about time are asked for. Default: as recorded. */
  readonly at?: string | undefined;
  /** Of what is proposed now, where it is not what was. */
  readonly confidence?: number | undefined;
  readonly flags?: readonly string[] | undefined;
  readonly risk?: RiskTier | undefined;
}

/**
 * What policy was asked about a recommendation, from what was recorded with it: the same in a rebuilt store. `proposal`:
 * what is proposed now instead, such as an edit. Of a recommendation from before facts were recorded only the draft is known.
 */
export function policyQuestionOf(
  recorded: Recorded,
  proposal: Proposal | undefined = recorded.proposal,
  { tools, at, ...now }: QuestionAgain = {},
): PolicyQuestion {
  const { tenant, about, policyFacts: facts } = recorded;
  const call = proposal === undefined ? {} : callAgain(recorded, proposal, tools);
  const {
    asked,
    at: then,
    length,
    tool,
    amount,
    customer: _,
    ...rest
  } = facts ?? {
    asked: about.question === undefined ? ('desk' as const) : ('suggest' as const),
    at: recorded.createdAt,
    customer: undefined,
  };
  return {
    ...rest,
    ...(proposal === undefined ? { length, tool, amount } : ofReply(proposal)),
    ...call,
    tenant,
    asked,
    at: at ?? then,
    kind: proposal?.kind ?? recorded.kind,
    confidence: now.confidence ?? recorded.confidence ?? 0,
    flags: now.flags ?? recorded.flags ?? [],
    risk: now.risk ?? recorded.risk,
  };
}

function callAgain(
  recorded: Recorded,
  proposal: Proposal,
  tools: readonly Tool[] | undefined,
): Partial<PolicyQuestion> {
  const call = ofCall(proposal, tools);
  if (proposal.kind !== 'tool-call') return call;
  const isKnown = tools?.some(({ name }) => name === proposal.tool) === true;
  const { tool, amount } = recorded.policyFacts ?? {};
  const isAsRecorded = proposal === recorded.proposal && tool === proposal.tool;
  return !isKnown && isAsRecorded ? { ...call, amount } : call;
}
