import type {
  ActionView,
  Conversation,
  Party,
  RecommendationView,
  ReviewRole,
  SubmitVerdict,
  VerdictView,
} from '@deskrail/contracts';

type Kind = RecommendationView['kind'];
type RejectCode = NonNullable<SubmitVerdict['reason']>['code'];

export const kindWords: Readonly<Record<Kind, string>> = {
  reply: 'Reply',
  classification: 'Classification',
  escalation: 'Escalation',
  'tool-call': 'Action',
  summary: 'Summary',
};

export const roleWords: Readonly<Record<ReviewRole, string>> = {
  agent: 'an agent',
  reviewer: 'a reviewer',
  senior: 'a senior',
  admin: 'an admin',
};

/** `Anna`, `Anna and Ben`, `Anna, Ben and Cleo`. */
export const namesText = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** Of a ticket, at its desk. */
export const priorityText = (priority: string): string => `${sentenceCase(priority)} priority`;

export const statusWords: Readonly<Record<RecommendationView['status'], string>> = {
  open: 'Open',
  approved: 'Approved',
  rejected: 'Rejected',
  superseded: 'Replaced',
  expired: 'Expired',
  withheld: 'Withheld',
  shown: 'Shown',
};

export const withheldWords: Readonly<Record<NonNullable<RecommendationView['withheld']>['reason'], string>> = {
  'no-evidence': 'Nothing in the knowledge base supports an answer well enough.',
  policy: 'A policy rule says that nothing may be suggested here.',
  'bot-loop': 'The message looks like one of an automatic sender; answering it could go on for ever.',
  'model-unavailable': 'The model that writes suggestions could not be reached in time.',
  'too-old': 'The message was too old when it came in; somebody has probably dealt with it.',
  'already-answered': 'Somebody had answered before a suggestion was ready.',
  'invalid-draft': 'The draft did not pass validation.',
  'nothing-asked': 'The customer asked for nothing.',
  moderation: 'The moderation check refused the draft.',
};

export const supersededWords: Readonly<Record<NonNullable<RecommendationView['superseded']>['reason'], string>> = {
  'newer-recommendation': 'A newer suggestion took its place.',
  'newer-message': 'The customer wrote again after it was made.',
  answered: 'Somebody answered the customer at the desk.',
  'case-closed': 'The case was closed.',
  'opted-out': 'The customer wants no more messages on this channel.',
  erased: 'What it was made from was erased.',
};

export const rejectWords: readonly (readonly [RejectCode, string])[] = [
  ['wrong', 'Wrong'],
  ['incomplete', 'Incomplete'],
  ['unsafe', 'Unsafe to send'],
  ['tone', 'Wrong tone'],
  ['outdated-source', 'Outdated source'],
  ['not-needed', 'No reply needed'],
  ['other', 'Something else'],
];

/** Why somebody said no, in the words that they chose it by. */
export const rejectText = (code: RejectCode): string => rejectWords.find(([known]) => known === code)?.[1] ?? code;

const verdictWords: Readonly<Record<VerdictView['kind'], string>> = {
  approve: 'approved this',
  edit: 'edited and approved this',
  respond: 'answered this in their own words',
  reject: 'rejected this',
  escalate: 'handed this on',
  comment: 'commented on this',
};

/** `Anna approved this`: who gave a verdict and which. */
export const verdictText = (verdict: VerdictView): string =>
  `${personName(verdict.reviewer)} ${verdictWords[verdict.kind]}`;

/** `anna` for `reviewer/anna`: how a person is named to the API. */
export const personId = (actor: string): string => actor.slice(actor.indexOf('/') + 1);

/** A reviewer's or rule's name from an actor's string. */
export function personName(actor: string): string {
  const slash = actor.indexOf('/');
  const name = slash < 0 ? actor : actor.slice(slash + 1);
  if (actor.startsWith('rule/')) return `Rule “${name}”`;
  return sentenceCase(name === '-' ? actor.slice(0, slash) : name);
}

export function partyName(party: Party | null | undefined): string {
  if (!party) return 'Unknown';
  const kinds = { customer: 'Customer', agent: 'Agent', bot: 'Bot', system: 'System', unknown: 'Unknown' } as const;
  return party.name ?? party.address ?? (party.id ? `${kinds[party.kind]} ${party.id}` : kinds[party.kind]);
}

/** The customer's name from the case, or from a message of theirs, as desks do not always send it with the case. */
export function customerName({ requester, messages }: Conversation): string {
  if (requester?.name) return requester.name;
  const author = messages.find(
    ({ direction, author }) =>
      direction === 'received' && author.name && (!requester?.id || author.id === requester.id),
  )?.author;
  return partyName(author ?? requester);
}

/** What an action does at the desk, as the head of a line. */
export function actionText(action: ActionView): string {
  const { parameters } = action;
  if (parameters.kind === 'post-reply') return 'Public reply';
  if (parameters.kind === 'post-note') return 'Private note';
  if (parameters.kind === 'set-tags') {
    return ['Tags', ...parameters.add.map((tag) => `+${tag}`), ...parameters.remove.map((tag) => `−${tag}`)].join(' ');
  }
  if (parameters.kind === 'set-priority') return `Priority: ${parameters.priority}`;
  if (parameters.kind === 'set-status') return `Status: ${parameters.status}`;
  if (parameters.kind === 'assign') return `Assign to ${parameters.group ?? parameters.assignee ?? 'nobody'}`;
  return readable(parameters.tool);
}

const codeWords: Readonly<Record<string, string>> = {
  crashed: 'The process stopped in between.',
  'timed-out': 'The desk did not answer in time.',
  rebuilt: 'The record was rebuilt in between.',
  'look-up-failed': 'The desk could not be asked.',
  stale: 'The conversation went on before it was sent.',
  person: 'A reviewer said to leave it.',
  'earlier-failed': 'A step before it failed.',
  erased: 'Its text was erased.',
  policy: 'The policy in force no longer allows it.',
  'case-closed': 'The case was closed.',
  'ticket-closed': 'The desk says that the ticket is closed.',
  conflict: 'The desk says that the ticket changed meanwhile.',
  'rate-limited': 'The desk asks to slow down.',
  unsupported: 'This desk has nothing of the kind.',
  'window-closed': 'More than 24 hours since the customer wrote: WhatsApp takes only an approved template now.',
  'opted-out': 'The customer said STOP, and wants no messages.',
  undelivered: 'The desk took it, and could not deliver it to the customer.',
  'text-too-long': 'It is longer than the desk takes.',
  'address-invalid': 'The desk says that nothing can be sent to this address.',
};

/** Why an action failed, is uncertain or was cancelled. */
export const codeText = (code: string | undefined): string =>
  code === undefined ? '' : (codeWords[code] ?? `${sentenceCase(code.replaceAll('-', ' '))}.`);

export const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `Order id` for `orderId`, `order_id` or `order-id`. */
export const readable = (name: string): string =>
  sentenceCase(
    name
      .replace(/([a-z\d])([A-Z])/g, '$1 $2')
      .replace(/[-_.]+/g, ' ')
      .trim()
      .toLowerCase(),
  );

export const percent = (share: number): string => `${Math.round(share * 100)} %`;
