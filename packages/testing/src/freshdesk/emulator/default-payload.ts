import type { PlaceholderValues } from './placeholders.js';

const ticketKeys = [
  ...['subject', 'description', 'url', 'public_url', 'portal_url', 'status', 'priority', 'source'],
  ...['tags', 'due_by_time', 'latest_public_comment', 'latest_private_comment'],
] as const;

export interface DefaultPayload {
  readonly freshdesk_webhook: Readonly<Record<string, string | number>>;
}

/**
 * The simple content: flat keys that say what the placeholders say, in a wrapper. The ticket's id is a number; there is
 * no time, and no id of the event.
 */
export function defaultPayload(
  values: PlaceholderValues,
  options: { readonly naming?: 'requester' | 'contact'; readonly fields?: readonly string[] } = {},
): DefaultPayload {
  const { naming = 'requester', fields } = options;
  const value = (placeholder: string) => values[placeholder] ?? '';
  const plain = ticketKeys.map((key) => [`ticket_${key}`, value(`ticket.${key}`)]);
  const customNames = Object.keys(values).filter((name) => name.startsWith('ticket.cf_'));
  const all: Readonly<Record<string, string | number>> = {
    ticket_id: Number(value('ticket.id')),
    ...Object.fromEntries(plain),
    ticket_type: value('ticket.ticket_type'),
    ticket_group_name: value('ticket.group.name'),
    ticket_agent_name: value('ticket.agent.name'),
    ticket_agent_email: value('ticket.agent.email'),
    ...(naming === 'requester' ? requesterKeys(value) : contactKeys(value)),
    ...Object.fromEntries(customNames.map((name) => [name.replace('.', '_'), value(name)])),
    triggered_event: value('triggered_event'),
  };
  const ticked = Object.entries(all).filter(([key]) => fields?.includes(key) ?? true);
  return { freshdesk_webhook: Object.fromEntries(ticked) };
}

/** The same as a form, each field in the wrapper's brackets. */
export function asForm({ freshdesk_webhook: fields }: DefaultPayload): string {
  const form = new URLSearchParams();
  for (const [key, value] of Object.entries(fields)) form.set(`freshdesk_webhook[${key}]`, String(value));
  return form.toString();
}

type Value = (placeholder: string) => string;

const requesterKeys = (value: Value) =>
  Object.fromEntries(
    ['name', 'firstname', 'lastname', 'email', 'phone', 'company_name', 'address'].map((key) => [
      `ticket_requester_${key}`,
      value(`ticket.requester.${key}`),
    ]),
  );

const contactKeys = (value: Value) => ({
  ticket_contact_name: value('ticket.contact.name'),
  ticket_contact_email: value('ticket.contact.email'),
  ticket_contact_unique_external_id: value('ticket.contact.unique_external_id'),
  ticket_company_name: value('ticket.contact.company_name'),
});
