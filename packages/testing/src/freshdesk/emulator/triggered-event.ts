import type { FreshdeskChange } from './change-ticket.js';
import type { FreshdeskRuleEvent } from './webhook.js';

/** The order in which a rule that waits for everything looks. */
export const ruleEvents: readonly FreshdeskRuleEvent[] = [
  ...(['created', 'deleted', 'restored', 'reply', 'private-note', 'public-note'] as const),
  ...(['status', 'priority', 'type', 'agent', 'group', 'tags'] as const),
];

/**
 * What fills `{{triggered_event}}`: a string that looks like JSON and is none. Of several properties changed in one
 * update it tells the first that the rule waits for. `undefined` where the rule does not fire. Confirmed are
 * `ticket_action:created`, `status`, `priority` and `note_type`; the others follow their grammar.
 */
export function triggeredEvent(change: FreshdeskChange, events = ruleEvents): string | undefined {
  const event = events.find((one) => isTold(change, one));
  return event === undefined ? undefined : forms[event](change);
}

function isTold({ action, changes, conversation }: FreshdeskChange, event: FreshdeskRuleEvent): boolean {
  if (event === 'created' || event === 'deleted' || event === 'restored') return action === event;
  if (event === 'reply') return conversation?.source === 0;
  if (event === 'private-note') return conversation?.source === 2 && conversation.private;
  if (event === 'public-note') return conversation?.source === 2 && !conversation.private;
  return property[event] in changes;
}

const property = {
  status: 'status',
  priority: 'priority',
  type: 'type',
  agent: 'responder_id',
  group: 'group_id',
  tags: 'tags',
} as const;

const fromTo =
  (event: keyof typeof property, name: string) =>
  ({ changes }: FreshdeskChange): string => {
    const [from, to] = changes[property[event]] ?? [];
    return `{${name}:{from:${word(from)},to:${word(to)}}}`;
  };

/** Ids bare, as all of it is: no quotation marks, and nothing where there was none. */
const word = (value: unknown): string => (Array.isArray(value) ? value.join(',') : String(value ?? ''));

const forms: Readonly<Record<FreshdeskRuleEvent, (change: FreshdeskChange) => string>> = {
  created: () => '{ticket_action:created}',
  deleted: () => '{ticket_action:deleted}',
  restored: () => '{ticket_action:restored}',
  reply: () => '{reply_sent:sent}',
  'private-note': () => '{note_type:private}',
  'public-note': () => '{note_type:public}',
  status: fromTo('status', 'status'),
  priority: fromTo('priority', 'priority'),
  type: fromTo('type', 'ticket_type'),
  agent: fromTo('agent', 'responder_id'),
  group: fromTo('group', 'group_id'),
  tags: fromTo('tags', 'tags'),
};
