import type { CasePriority, CopilotContext, Draft } from '@deskrail/contracts';

/** When a person of a certain queue should look, whatever is answered. */
export interface EscalationRule {
  readonly id: string;
  /** Tried against the customer's newest words, and given the whole context. */
  readonly when: RegExp | ((context: CopilotContext) => boolean);
  /** A queue, a role or a group of the desk. */
  readonly to: string;
  readonly priority?: CasePriority;
  /** For the reviewer, and left at the desk as a private note. */
  readonly why: string;
}

const textAtMost = 20_000;
const repeatedContacts = 3;

/** How often the customer has written since anyone answered. */
function unansweredTurns({ conversation }: CopilotContext): number {
  const messages = conversation?.messages.filter(({ visibility }) => visibility === 'public') ?? [];
  const answered = messages.findLastIndex(({ direction }) => direction === 'sent');
  return messages.slice(answered + 1).filter(({ direction }) => direction === 'received').length;
}

/** What an embedder who says nothing gets; gravest first, as only one escalation is proposed at a time. */
export const defaultEscalationRules: readonly EscalationRule[] = [
  {
    id: 'self-harm',
    when: /\b(?:kill(?:ing)? myself|suicid\w*|end (?:my|it) (?:own )?(?:life|all)|self[- ]harm\w*|hurt(?:ing)? myself)\b/iu,
    to: 'safety',
    priority: 'urgent',
    why: 'The customer may be in danger of harming themselves.',
  },
  {
    id: 'safety-hazard',
    when: /\b(?:caught (?:on )?fire|on fire|smok(?:e|ing) (?:from|coming)|explod\w+|electric(?:al)? shock|overheat\w*|injur\w+|burn(?:ed|t) (?:my|me|myself|him|his|her|us|our|them)|burns? on (?:my|his|her|our)|smell(?:s|ed|ing)? (?:of |like )?gas|gas (?:is )?(?:leak\w*|escap\w+)|leak\w* gas|flar(?:es?|ed|ing) up|choking hazard|allergic reaction|hospital)\b/iu,
    to: 'safety',
    priority: 'urgent',
    why: 'The customer reports a hazard or an injury.',
  },
  {
    id: 'legal-threat',
    when: /\b(?:lawyers?|attorneys?|solicitors?|legal (?:action|steps|proceedings)|lawsuit|sue you|suing|take you to court|small claims|consumer protection|ombudsman)\b/iu,
    to: 'legal',
    priority: 'high',
    why: 'The customer mentions legal steps.',
  },
  {
    id: 'chargeback',
    when: /\b(?:charge ?back|disput(?:e|ing) (?:the|this|my) (?:charge|payment|transaction)|(?:my|the) bank to (?:reverse|dispute))\b/iu,
    to: 'billing',
    priority: 'high',
    why: 'The customer mentions a chargeback or a dispute with the bank.',
  },
  {
    id: 'asks-for-a-person',
    when: /\b(?:speak|talk|chat|connect me|put me through) (?:to|with) (?:a |an |some)?(?:real |actual |live )?(?:human|person|someone|somebody|agent|adviser|advisor|representative|supervisor|manager)\b/iu,
    to: 'agents',
    why: 'The customer asks for a person.',
  },
  {
    id: 'repeated-contact',
    when: (context) =>
      unansweredTurns(context) >= repeatedContacts ||
      /\b(?:third|fourth|fifth) (?:time|e-?mail|message)\b|still (?:no|waiting for an?) (?:reply|answer|response)|\b(?:nobody|no one) (?:answers|answered|has answered|replies|replied|responds)\b/iu.test(
        context.question,
      ),
    to: 'seniors',
    priority: 'high',
    why: 'The customer has written several times without an answer.',
  },
];

/** The first rule that fits, as a draft. A field, never words in a reply; the note quotes nobody. */
export function escalationOf(context: CopilotContext, rules: readonly EscalationRule[]): Draft | undefined {
  const question = context.question.slice(0, textAtMost);
  const rule = rules.find(({ when }) => (typeof when === 'function' ? when(context) : question.search(when) >= 0));
  if (rule === undefined) return undefined;
  return {
    proposal: {
      kind: 'escalation',
      to: rule.to,
      why: rule.why,
      ...(rule.priority !== undefined && { priority: rule.priority }),
      note: `To ${rule.to}: ${rule.why} (rule ${rule.id})`,
    },
    confidence: 0.9,
  };
}
