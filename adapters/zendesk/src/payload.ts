import type { Delivery, Reading } from '@deskrail/contracts';
import { identifier, isObject, type JsonObject, readJson, rememberLatest } from '@deskrail/webhooks';
import { readTemplate, type TemplateBody, templateMarker } from './normalize/template.js';

/** A body of an event subscription. */
export interface EventPayload {
  readonly family: 'event';
  /** Without `zen:event-type:`. */
  readonly event: string;
  readonly accountId: string | undefined;
  readonly eventId: string | undefined;
  readonly time: unknown;
  /** Such as `zen:ticket:5158`. */
  readonly subject: string | undefined;
  readonly detail: JsonObject;
  readonly change: JsonObject;
}

/** A body that a trigger or automation rendered from {@link zendeskTemplate}. */
export interface TriggerPayload {
  readonly family: 'trigger';
  readonly body: TemplateBody;
}

/** Signed JSON that is neither: a trigger with another body, or the older event bus shape. */
export interface OtherPayload {
  readonly family: 'other';
  readonly name: string;
}

export type ZendeskPayload = EventPayload | TriggerPayload | OtherPayload;

const typePrefix = 'zen:event-type:';

/** Tell the families apart. Not readable: what is no JSON at all. */
export const readPayload = rememberLatest(
  // Verification looks at the account and reading follows at once: the body is parsed one time for both.
  ({ body }: Delivery): Reading<ZendeskPayload> => readBody(body),
);

export const accountIdOf = (reading: Reading<ZendeskPayload>): string | undefined =>
  reading.readable && reading.payload.family === 'event' ? reading.payload.accountId : undefined;

function readBody(bytes: Uint8Array): Reading<ZendeskPayload> {
  const json = readJson(bytes);
  // A customer's quotation mark can break a template's JSON; its layout still tells the parts.
  const template = readTemplate(bytes, json.readable ? json.value : undefined);
  if (template !== undefined) return { readable: true, payload: { family: 'trigger', body: template } };
  if (!json.readable) return { readable: false, cause: `${json.cause}${formatHint(bytes)}` };
  if (isObject(json.value) && json.value.deskrail === templateMarker) {
    return { readable: false, cause: 'A key of the template stands twice: nothing is certain about its values.' };
  }
  return { readable: true, payload: familyOf(json.value) };
}

/** What the webhook was set to send instead of JSON, where its first byte gives it away. */
function formatHint(bytes: Uint8Array): string {
  if (bytes.length === 0) return ' A webhook with the method GET or DELETE sends none: set POST, and the format JSON.';
  if (bytes[0] === 0x3c) return ' It looks like XML: set the webhook’s format to JSON.';
  const start = String.fromCharCode(...bytes.subarray(0, 200));
  return /^[\w%.~+-]{1,100}=/.test(start) ? ' It looks like a form: set the webhook’s format to JSON.' : '';
}

function familyOf(body: unknown): ZendeskPayload {
  if (!isObject(body)) return { family: 'other', name: '(none)' };
  const { type } = body;
  if (typeof type === 'string' && type.startsWith(typePrefix)) {
    return {
      family: 'event',
      event: type.slice(typePrefix.length),
      accountId: identifier(body.account_id),
      eventId: identifier(body.id),
      time: body.time,
      subject: typeof body.subject === 'string' ? body.subject : undefined,
      detail: isObject(body.detail) ? body.detail : {},
      change: isObject(body.event) ? body.event : {},
    };
  }
  const older = isObject(body.input) ? body.input : isObject(body.detail) ? body.detail : body;
  for (const key of ['ticket_event', 'user_event', 'organization_event']) {
    const found = older[key];
    if (isObject(found))
      return { family: 'other', name: typeof found.type === 'string' ? `${key}: ${found.type}` : key };
  }
  if (typeof body.deskrail === 'string')
    return { family: 'other', name: `template ${body.deskrail} (this reads ${templateMarker})` };
  return { family: 'other', name: typeof type === 'string' ? type : '(none)' };
}
