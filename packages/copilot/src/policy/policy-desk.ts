import {
  DeskrailError,
  type EventByType,
  formatSubject,
  type Person,
  type Policy,
  type PolicyDesk,
  type PolicyExplanation,
  type PolicyQuestion,
  type PolicyView,
  type RecommendationView,
  type SimpleConditions,
  type Store,
  type Tool,
  type UnitOfWork,
} from '@deskrail/contracts';
import { envelopeOf } from '../emitted.js';
import { askPolicy } from './ask-policy.js';
import { compileRules, type RuleInForce } from './compile-rules.js';
import { variablesFor } from './condition.js';
import { policyQuestionOf } from './facts.js';
import { policyView, rulesFor } from './policy-view.js';
import { pathsOfSimple, unmet } from './simple-conditions.js';
import { askedAbout, unmetPart, valuesOf } from './unmet-part.js';

/** What a policy says of a question, rule by rule: none is asked after the one that ends it. */
export function explainRules(rules: readonly RuleInForce[], question: PolicyQuestion): PolicyExplanation['rules'] {
  const variables = variablesFor(question);
  let over = false;
  return rules.map(({ rule, condition, ask }) => {
    const { id, outcome, when } = rule;
    if (over) return { id, outcome, matched: 'not-asked' };
    const told = ask(question, variables);
    over = told !== false;
    if (told === true) return { id, outcome, matched: 'yes' };
    if (told !== false) return { id, outcome, matched: 'error', why: told.error };
    const why = typeof when === 'string' ? condition && unmetPart(condition, question) : unmetSimple(when, question);
    return { id, outcome, matched: 'no', ...(why !== undefined && { why: why.slice(0, whyAtMost) }) };
  });
}

const whyAtMost = 512;

function unmetSimple(when: SimpleConditions, question: PolicyQuestion): string | undefined {
  const failed = unmet(when, question);
  if (failed === undefined) return undefined;
  return `${failed} ${when[failed]}: ${valuesOf([pathsOfSimple[failed]], question)}`;
}

/** What was said when it was made. */
function madeOf(view: RecommendationView): PolicyExplanation['made'] {
  const { policyVersion, outcome, rule, heldBy, policyError, need, withheld } = view;
  return {
    ...(policyVersion !== undefined && { version: policyVersion }),
    outcome: withheld?.reason === 'policy' ? 'block' : outcome,
    ...(rule !== undefined && { rule }),
    ...(heldBy !== undefined && { heldBy }),
    ...(policyError !== undefined && { error: policyError }),
    ...(need !== undefined && { need }),
  };
}

/** Rules that policy was never asked of it: nothing was drafted that they could judge. */
const isJudged = ({ withheld }: RecommendationView): boolean => withheld === undefined || withheld.reason === 'policy';

/** The policy in force: what it says, and the brake that stops all that is automatic. */
export function createPolicyDesk({
  store,
  policy,
  tools,
}: {
  readonly store: Store;
  readonly policy: Policy;
  /** Whose `amount` says what a call would spend. */
  readonly tools?: readonly Tool[] | undefined;
}): PolicyDesk {
  const { rules } = compileRules(policy.document);

  async function state(tenant: string): Promise<PolicyView> {
    const paused = await store.paused(tenant);
    return { ...policyView(policy, tenant, rules), ...(paused !== undefined && { paused }) };
  }

  /**
   * Changes it only where it is not so already, and tells whoever comes later. Who stopped it first stands; another reason
   * takes the first one's place, while it is stopped all along.
   */
  async function turn(
    { tenant, actor, rights }: Person,
    to: 'paused' | 'resumed',
    reason?: string,
  ): Promise<PolicyView> {
    if (rights?.roles.includes('admin') !== true) {
      throw new DeskrailError('forbidden', 'It takes the role admin to stop and start what is automatic.', {
        details: { role: 'admin' },
      });
    }
    const subject = formatSubject({ kind: 'policy', connection: 'deskrail', id: tenant });
    const repeated = await store.transact({ tenant, conversation: subject, brake: true }, async (unit) => {
      const { stopped } = await unit.automation();
      const isSo = (stopped !== undefined) === (to === 'paused');
      if (isSo && (reason === undefined || reason === stopped?.reason)) return true;
      await unit.emit(turned(unit, { tenant, subject, actor, to, reason, stopped, policyVersion: policy.version }));
      return false;
    });
    return { ...(await state(tenant)), ...(repeated && { repeated }) };
  }

  /** What keeps back now what a rule would let go, as `releaseOf` looks; limits are counted only where something goes. */
  async function heldNow({ tenant, about: { conversation } }: RecommendationView): Promise<string | undefined> {
    if ((await store.paused(tenant)) !== undefined) return 'paused';
    if (conversation === undefined) return undefined;
    const { held } = await store.automation(tenant, conversation);
    return held === undefined ? undefined : 'handed-over';
  }

  return {
    state,
    pause: ({ reason, ...person }) => turn(person, 'paused', reason),
    resume: (person) => turn(person, 'resumed'),
    async explain({ tenant, recommendationId }) {
      const view = await store.recommendation(tenant, recommendationId);
      if (view === undefined) {
        throw new DeskrailError('not-found', `No recommendation has the id ${recommendationId}.`);
      }
      if (!isJudged(view)) {
        const message = 'Nothing was drafted, so no policy was asked.';
        throw new DeskrailError('not-found', message, { details: { reason: view.withheld?.reason } });
      }
      const question = policyQuestionOf(view, view.proposal, { tools });
      const { outcome, rule, error } = askPolicy(policy, question);
      const goes = outcome === 'auto' || outcome === 'show';
      const heldBy = goes ? await heldNow(view) : undefined;
      return {
        recommendationId,
        status: view.status,
        about: askedAbout(question),
        made: madeOf(view),
        inForce: {
          ...{ version: policy.version, outcome: heldBy === undefined ? outcome : 'review' },
          ...(rule !== undefined && { rule }),
          ...(error !== undefined && { error }),
          ...(heldBy !== undefined && { heldBy }),
        },
        rules: explainRules(rulesFor(rules, tenant), question),
      };
    },
  };
}

function turned(
  { now }: UnitOfWork,
  given: {
    readonly tenant: string;
    readonly subject: string;
    readonly actor: string;
    readonly to: 'paused' | 'resumed';
    readonly reason: string | undefined;
    /** As it is already. */
    readonly stopped: PolicyView['paused'];
    readonly policyVersion: string;
  },
): EventByType<'policy.paused.v1'> | EventByType<'policy.resumed.v1'> {
  const { tenant, subject, actor, to, reason, stopped, policyVersion } = given;
  const id = `policy-${to}/${encodeURIComponent(tenant)}/${now}`;
  const envelope = envelopeOf({ tenant, subject, policyVersion }, { id, at: now, actor, step: 'review' });
  if (to === 'resumed') return { ...envelope, type: 'policy.resumed.v1', data: {} };
  const why = reason === undefined ? {} : { reason };
  if (stopped === undefined) return { ...envelope, type: 'policy.paused.v1', data: why };
  const { since, by } = stopped;
  return { ...envelope, id: `${id}/reason`, type: 'policy.paused.v1', data: { ...why, stopped: { since, by } } };
}
