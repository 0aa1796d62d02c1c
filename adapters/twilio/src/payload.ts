import type { Delivery, Reading } from '@deskrail/contracts';
import { isObject, type JsonObject, readJson, rememberLatest } from '@deskrail/webhooks';
import { type Fields, fieldsOf, word } from './normalize/fields.js';
import { formOf, isJson, queryOf } from './verify/form.js';

/** One CloudEvent of Event Streams. */
export interface StreamEvent {
  readonly type: string;
  readonly id: unknown;
  readonly time: unknown;
  readonly data: Fields;
}

export type TwilioPayload = Family & {
  /** Of a GET: its query, which is all that came. */
  readonly query?: string;
};

type Family =
  /** A message that came in, by any channel of Programmable Messaging. */
  | { readonly family: 'message'; readonly fields: Fields }
  /** What became of one that was sent. `action`: the action of ours in the callback's URL. */
  | { readonly family: 'status'; readonly fields: Fields; readonly action: string | undefined }
  /** Conversations (classic), after the event, such as `onMessageAdded`. */
  | { readonly family: 'conversation'; readonly event: string; readonly fields: Fields }
  /** Conversations before the event, such as `onMessageAdd`: it waits for an answer, and may still not happen. */
  | { readonly family: 'pre-action'; readonly event: string; readonly fields: Fields }
  | { readonly family: 'events'; readonly events: readonly StreamEvent[] }
  /** Authentic, and nothing of the above. */
  | { readonly family: 'other'; readonly name: string; readonly fields: Fields };

/** In the URL of a status callback: the action of ours whose message it is about. */
export const actionParameter = 'deskrail_action';

const maxEvents = 1000;

/** Tell the families apart. Not readable: an empty form, and what should be JSON and is not. */
export const readPayload = rememberLatest(
  // Verification looks at the account and reading follows at once: the body is parsed one time for both.
  (delivery: Delivery): Reading<TwilioPayload> => (isJson(delivery) ? readEvents(delivery.body) : readForm(delivery)),
);

function readForm(delivery: Delivery): Reading<TwilioPayload> {
  const fields = formOf(delivery);
  if (fields.size === 0) return { readable: false, cause: 'There are no parameters: the form is empty.' };
  const family = familyOf(fields, delivery);
  return { readable: true, payload: delivery.method === 'GET' ? { ...family, query: queryOf(delivery.url) } : family };
}

function familyOf(fields: Fields, { url }: Delivery): Family {
  const event = word(fields, 'EventType');
  if (event !== undefined && /^on[A-Z]/.test(event)) {
    return { family: preActions.has(event) ? 'pre-action' : 'conversation', event, fields };
  }
  if (word(fields, 'MessageSid', 'SmsSid', 'SmsMessageSid') === undefined) {
    return { family: 'other', name: nameOf(fields), fields };
  }
  if (isInbound(fields)) return { family: 'message', fields };
  const query = queryOf(url);
  const action = query === '' ? undefined : (new URLSearchParams(`?${query}`).get(actionParameter) ?? undefined);
  return {
    family: 'status',
    fields,
    action: action !== undefined && /^[\w-]{1,128}$/.test(action) ? action : undefined,
  };
}

/** A message that came in has a body, if an empty one, and says `received` or nothing; a callback has neither. */
function isInbound(fields: Fields): boolean {
  const status = word(fields, 'MessageStatus', 'SmsStatus')?.toLowerCase();
  const isMessage = fields.has('Body') || fields.has('NumMedia');
  return isMessage && (status === undefined || status === 'received' || status === 'receiving');
}

const nameOf = (fields: Fields): string => word(fields, 'EventType') ?? (fields.has('CallSid') ? 'call' : '(none)');

const preActions: ReadonlySet<string> = new Set(
  ['Conversation', 'Message', 'Participant', 'User'].flatMap((noun) =>
    ['Add', 'Update', 'Remove'].map((verb) => `on${noun}${verb}`),
  ),
);

function readEvents(body: Uint8Array): Reading<TwilioPayload> {
  const json = readJson(body);
  if (!json.readable) return json;
  const list = Array.isArray(json.value) ? json.value : [json.value];
  if (list.length > maxEvents) return { readable: false, cause: `More than ${maxEvents} events in one delivery.` };
  const [first] = list;
  if (list.length === 1 && !isCloudEvent(first)) {
    const fields = fieldsOf(isObject(first) ? Object.entries(first) : []);
    return {
      readable: true,
      payload: { family: 'other', name: word(fields, 'EventType', 'Type') ?? '(none)', fields },
    };
  }
  return { readable: true, payload: { family: 'events', events: list.map(streamEvent) } };
}

const isCloudEvent = (value: unknown): boolean =>
  isObject(value) && (value.specversion !== undefined || (typeof value.type === 'string' && isObject(value.data)));

function streamEvent(value: unknown): StreamEvent {
  const event: JsonObject = isObject(value) ? value : {};
  return {
    type: typeof event.type === 'string' && event.type !== '' ? event.type : '(none)',
    id: event.id,
    time: event.time,
    data: fieldsOf(isObject(event.data) ? Object.entries(event.data) : []),
  };
}

/** The accounts that a delivery says it is of, one for each that says so. */
export function accountIdsOf(reading: Reading<TwilioPayload>): readonly string[] {
  if (!reading.readable) return [];
  const { payload } = reading;
  const all = payload.family === 'events' ? payload.events.map(({ data }) => data) : [payload.fields];
  return all.map((fields) => word(fields, 'AccountSid')).filter((account) => account !== undefined);
}
