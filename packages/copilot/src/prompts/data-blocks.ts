import type { ConversationMessage, EarlierSuggestion, SuggestionRequest } from '@deskrail/contracts';
import type { Fence } from './fence.js';
import type { PromptMasking } from './masking.js';
import { visibleText } from './plain-data.js';

/** In characters; about four are a token. All blocks together stay near 80,000. */
const limits = {
  question: 16_000,
  message: 4_000,
  messages: 20,
  evidence: 4_000,
  evidences: 12,
  incident: 2_000,
  incidents: 3,
  openCases: 5,
  earlier: 1_000,
  earlierSuggestions: 3,
  line: 300,
} as const;

/** The conversation's messages that the model sees, each with the id by which a summary cites it. */
export function shownMessages({
  context: { conversation },
}: SuggestionRequest): readonly { readonly id: string; readonly message: ConversationMessage }[] {
  const told = (conversation?.messages ?? [])
    .filter(({ redacted, text }) => !redacted && text.trim() !== '')
    .toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at) || one.arrival - other.arrival);
  const first = Math.max(0, told.length - limits.messages);
  return told.slice(first).map((message, index) => ({ id: `m${first + index + 1}`, message }));
}

const kindOf = ({ visibility, direction }: ConversationMessage): string =>
  visibility === 'private' ? 'private-note' : direction === 'received' ? 'customer-message' : 'desk-message';

const attachmentsOf = ({ attachments = [] }: ConversationMessage): string => {
  const names = attachments
    .slice(0, 10)
    .flatMap(({ name }) => (name === undefined ? [] : [name.slice(0, limits.line)]));
  return names.length === 0 ? '' : `\n(attached: ${names.join(', ')})`;
};

const judgedAs = ({ status, verdict }: EarlierSuggestion): string =>
  verdict === undefined ? status : `${verdict.kind}${verdict.reason === undefined ? '' : ` (${verdict.reason.code})`}`;

function caseLines({ context: { conversation, customer, openCases }, features }: SuggestionRequest): string {
  const lines = [
    conversation?.subject && `subject: ${conversation.subject.slice(0, limits.line)}`,
    conversation && `status: ${conversation.status}, priority: ${conversation.priority ?? 'none'}`,
    conversation?.channel && `channel: ${conversation.channel}`,
    conversation?.tags.length && `tags: ${conversation.tags.slice(0, 20).join(', ').slice(0, limits.line)}`,
    conversation?.nextBreachAt && `next SLA breach: ${conversation.nextBreachAt}`,
    customer?.profile.locale && `customer's locale: ${customer.profile.locale}`,
    features.language !== 'und' && `language of the question: ${features.language}`,
    features.intents.length > 0 && `likely intents: ${features.intents.map(({ name }) => name).join(', ')}`,
    features.unsureBetween && `unsure between: ${features.unsureBetween.join(' and ')}`,
    ...openCases
      .slice(0, limits.openCases)
      .map(({ subject, status }) => `the customer's other case (${status}): ${(subject ?? '').slice(0, limits.line)}`),
  ];
  return lines.filter((line) => typeof line === 'string').join('\n');
}

/** All that the model is given of a request, masked and fenced; what was written by people is inside a block. */
export function dataBlocks(request: SuggestionRequest, fence: Fence, masking: PromptMasking): readonly string[] {
  const { context, evidence, kinds } = request;
  const { mask } = masking;
  const block = (attributes: Record<string, string>, text: string, lengthAtMost: number) =>
    // Cut before it is masked, so that nobody's megabyte is searched for personal data, and as it will be read: an
    // invisible character in an address must not keep it from being known as one.
    fence.block(attributes, mask(visibleText(text.slice(0, 2 * lengthAtMost))), lengthAtMost);
  const isReply = kinds.includes('reply');
  return [
    block({ kind: 'case' }, caseLines(request), limits.question),
    ...context.incidents
      .slice(0, limits.incidents)
      .map(({ data: { title, summary = '', state } }) =>
        block({ kind: 'incident', state }, `${title}\n${summary}`, limits.incident),
      ),
    ...evidence
      .slice(0, limits.evidences)
      .map(({ id, source, quote }) =>
        block(
          { kind: 'evidence', id, source: source.kind },
          source.title === undefined ? quote : `${source.title.slice(0, limits.line)}\n${quote}`,
          limits.evidence,
        ),
      ),
    ...shownMessages(request).map(({ id, message }) =>
      block({ kind: kindOf(message), id }, `${message.text}${attachmentsOf(message)}`, limits.message),
    ),
    ...context.suggested
      .filter(({ proposal }) => isReply && proposal?.kind === 'reply')
      .slice(0, limits.earlierSuggestions)
      .map((one) =>
        block(
          { kind: 'earlier-suggestion', judged: judgedAs(one) },
          one.proposal?.kind === 'reply' ? one.proposal.text : '',
          limits.earlier,
        ),
      ),
    ...(context.conversation === undefined
      ? context.earlier.slice(-limits.messages).map((text) => block({ kind: 'customer-message' }, text, limits.message))
      : []),
    block({ kind: 'question' }, context.question, limits.question),
  ];
}
