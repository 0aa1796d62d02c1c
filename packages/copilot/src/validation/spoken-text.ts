import type { CopilotContext, Proposal } from '@deskrail/contracts';

const textAtMost = 64_000;
/** Of the customer's words: the newest, and always the question. */
const customersAtMost = 100_000;

/** Every text among a tool call's arguments, keys included. */
function textsOf(value: unknown, depth = 0): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth > 8) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsOf(inner, depth + 1)]);
}

/** What would leave the house if the proposal were carried out, as one text; empty where it is for colleagues only. */
export function spokenText(proposal: Proposal): string {
  if (proposal.kind === 'tool-call') return textsOf(proposal.arguments).join('\n').slice(0, textAtMost);
  if (proposal.kind !== 'reply' || proposal.visibility !== 'public') return '';
  return [proposal.text, ...Object.values(proposal.template?.variables ?? {})].join('\n').slice(0, textAtMost);
}

/** What a proposal says, whoever is to read it. */
export function saidText(proposal: Proposal): string {
  switch (proposal.kind) {
    case 'reply':
    case 'tool-call':
      return proposal.kind === 'reply' && proposal.visibility === 'private' ? proposal.text : spokenText(proposal);
    case 'summary':
      return proposal.text.slice(0, textAtMost);
    case 'escalation':
      return `${proposal.to}\n${proposal.why}\n${proposal.note ?? ''}`.slice(0, textAtMost);
    case 'classification':
      return [proposal.intent ?? '', ...(proposal.addTags ?? []), proposal.group ?? '', proposal.assignee ?? ''].join(
        '\n',
      );
  }
}

/** The customer's own words, and what the desk knows of who they are: repeating it to them tells them nothing new. */
export function customersWords({ question, earlier, conversation, customer }: CopilotContext): string {
  const written = (conversation?.messages ?? [])
    .filter(({ direction, visibility }) => direction === 'received' && visibility === 'public')
    .map(({ text }) => text);
  const known = [
    customer?.profile.name,
    customer?.profile.email,
    customer?.profile.phone,
    conversation?.requester?.name,
  ];
  const own = [...earlier, ...written, question, ...known.filter((one) => one)];
  return own.join('\n').slice(-customersAtMost);
}
