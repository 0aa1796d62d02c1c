import type { Policy, PolicyAnswer, PolicyQuestion } from '@deskrail/contracts';

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
