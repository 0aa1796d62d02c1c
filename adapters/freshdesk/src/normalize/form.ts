import type { Reading } from '@deskrail/contracts';

const maxFields = 2_000;

/**
 * Form encoding, where it is simple: `ticket_id=5158&…`, with or without the wrapper as `freshdesk_webhook[ticket_id]`.
 * A key that stands twice is not simple. Capped before it is taken apart.
 */
export function readForm<Payload>(text: string, familyOf: (value: unknown) => Payload): Reading<Payload> {
  let ampersands = 0;
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) {
    ampersands += 1;
    if (ampersands >= maxFields) {
      return { readable: false, cause: `The form has more than ${maxFields} fields. Choose the encoding JSON.` };
    }
  }
  const values = new Map<string, string>();
  for (const [given, value] of new URLSearchParams(text.trim())) {
    const key = given.replace(/^freshdesk_webhook\[(.*)\]$/, '$1').replace(/^ticket\[(.*)\]$/, 'ticket_$1');
    if (values.has(key)) {
      return { readable: false, cause: 'The form has a key twice. Choose the encoding JSON in the webhook.' };
    }
    values.set(key, value);
  }
  return { readable: true, payload: familyOf(Object.fromEntries(values)) };
}
