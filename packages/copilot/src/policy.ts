import {
  DeskrailError,
  digestOf,
  type EventByType,
  formatSubject,
  type Policy,
  type PolicyAnswer,
  type PolicyQuestion,
  type PolicyRules,
  policyRules,
  type Store,
} from '@deskrail/contracts';
import { envelopeOf } from './emitted.js';
import { isWithinRisk } from './validation/risk-of.js';

type Rule = PolicyRules['rules'][number];

const matches = ({ when }: Rule, question: PolicyQuestion): boolean =>
  typeof when !== 'string' &&
  (when.tenant === undefined || when.tenant === question.tenant) &&
  (when.kind === undefined || when.kind === question.kind) &&
  (when.intent === undefined || when.intent === question.intent) &&
  (when.channel === undefined || when.channel === question.channel) &&
  (when.asked === undefined || when.asked === question.asked) &&
  (when.maxRisk === undefined || isWithinRisk(question.risk, when.maxRisk)) &&
  (when.minConfidence === undefined || question.confidence >= when.minConfidence);

/**
 * Policy from rules: the first that matches decides; with no match, a person reviews. Its version is the digest of the
 * rules. Throws `config-invalid` for rules that are none, or two of one id.
 */
export async function definePolicy(rules: PolicyRules | PolicyRules['rules']): Promise<Policy> {
  const parsed = policyRules.safeParse(Array.isArray(rules) ? { rules } : rules);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new DeskrailError(
      'config-invalid',
      `The policy's ${issue?.path.map(String).join('.') || 'rules'}: ${issue?.message}. See policyRules in @deskrail/contracts.`,
    );
  }
  const list = parsed.data.rules;
  const doubled = list.find((rule, index) => list.findIndex(({ id }) => id === rule.id) !== index);
  if (doubled !== undefined) {
    throw new DeskrailError('config-invalid', `Two rules of the policy are called ${doubled.id}; name them apart.`);
  }
  return {
    version: await digestOf(list),
    rules: list.length,
    decide(question) {
      const rule = list.find((candidate) => matches(candidate, question));
      const review = {
        role: 'reviewer',
        queue: 'review',
        reviewers: 1,
        fourEyes: false,
        withinSeconds: 14_400,
      } as const;
      return rule === undefined ? { outcome: 'review', review } : { outcome: rule.outcome, rule: rule.id, review };
    },
    limits: [],
    queues: {},
    document: parsed.data,
  };
}

/**
 * The one way to ask a policy, whoever wrote it: a flagged draft goes to a person whatever a rule says, nothing is sent
 * by itself because a chatbot asked, and nothing is shown where nobody asked.
 */
export function askPolicy(policy: Policy, question: PolicyQuestion): PolicyAnswer {
  const answer = policy.decide(question);
  const alone = answer.outcome === 'auto' || answer.outcome === 'show';
  if (!alone) return answer;
  const fitting = answer.outcome === (question.asked === 'suggest' ? 'show' : 'auto');
  return fitting && question.flags.length === 0 ? answer : { ...answer, outcome: 'review' };
}

/** Record which policy is in force for a tenant, where it is not the one recorded last. */
export async function announcePolicy({
  store,
  policy,
  tenant,
}: {
  readonly store: Store;
  readonly policy: Policy;
  readonly tenant: string;
}): Promise<void> {
  const previous = (await store.policyVersion(tenant)) ?? null;
  if (previous === policy.version) return;
  const subject = formatSubject({ kind: 'policy', connection: 'deskrail', id: tenant });
  await store.transact({ tenant, conversation: subject }, async (unit) => {
    const event: EventByType<'policy.changed.v1'> = {
      ...envelopeOf(
        { tenant, subject, policyVersion: policy.version },
        {
          // Going back to an earlier policy is a change of its own, so the time belongs to the id.
          id: `policy/${encodeURIComponent(tenant)}/${policy.version}/${unit.now}`,
          at: unit.now,
          actor: 'system/copilot',
          step: 'recommend',
        },
      ),
      type: 'policy.changed.v1',
      data: { version: policy.version, previous, rules: policy.rules },
    };
    await unit.emit(event);
  });
}
