import type { Delivery, Reading } from '@deskrail/contracts';
import { identifier, isObject, type JsonObject, readJson, rememberLatest } from '@deskrail/webhooks';
import { type Fields, fieldId, fieldsOf } from './normalize/fields.js';
import { readForm } from './normalize/form.js';
import { escapeLineBreaks } from './normalize/repair.js';
import { isTemplate, readTemplate, templateMarker } from './normalize/template.js';

/** What an automation's “Trigger Webhook” sent: the default payload, an admin's own, or our template. */
export interface AutomationPayload {
  readonly family: 'automation';
  readonly fields: Fields;
  /** Rendered from our template: its updated time makes identity exact. */
  readonly template: boolean;
}

/** What a Freshworks app got from the platform and passed on. */
export interface AppPayload {
  readonly family: 'app';
  /** Such as `onTicketUpdate`. */
  readonly event: string;
  readonly accountId: string | undefined;
  /** Milliseconds since the epoch. */
  readonly timestamp: unknown;
  readonly data: JsonObject;
}

/** Authentic, but no ticket is in it. */
export interface OtherPayload {
  readonly family: 'other';
  readonly name: string;
}

export type FreshdeskPayload = AutomationPayload | AppPayload | OtherPayload;

/** Tell the families apart. Not readable: XML, and what is no JSON where nothing is certain about its fields. */
export const readPayload = rememberLatest(
  // Verification looks at the account and reading follows at once: the body is parsed one time for both.
  (delivery: Delivery): Reading<FreshdeskPayload> => readBody(delivery),
);

/** Only an app's events name the account. */
export const accountIdOf = (reading: Reading<FreshdeskPayload>): string | undefined =>
  reading.readable && reading.payload.family === 'app' ? reading.payload.accountId : undefined;

const decoder = new TextDecoder('utf-8', { fatal: true });

function readBody({ body, headers }: Delivery): Reading<FreshdeskPayload> {
  const text = decoded(body);
  if (text !== undefined && isTemplate(text)) {
    const template = readTemplate(text);
    if (!template.readable) return template;
    const { body: values } = template;
    return {
      readable: true,
      payload: { family: 'automation', fields: fieldsOf(values as JsonObject), template: true },
    };
  }
  const json = readJson(text ?? body);
  if (json.readable) return { readable: true, payload: familyOf(json.value) };
  if (text === undefined) return json;
  const type = headers.get('content-type')?.toLowerCase() ?? '';
  if (/^\s*</.test(text) || type.includes('xml')) {
    return { readable: false, cause: 'The body is XML. Choose the encoding JSON in the automation’s webhook.' };
  }
  if (type.includes('x-www-form-urlencoded') || /^\s*[\w%[\].]{1,100}=/.test(text)) return readForm(text, familyOf);
  const mended = /^\s*\{/.test(text) ? readJson(escapeLineBreaks(text)) : json;
  if (mended.readable) return { readable: true, payload: familyOf(mended.value) };
  return { readable: false, cause: `${json.cause} ${advice(text)}` };
}

/** The usual mistakes that make a JSON content none. Quotes nothing of the body. */
function advice(text: string): string {
  if (text.trim() === '') return 'Give the automation’s webhook some content.';
  if (!/^\s*\{/.test(text)) return 'The content of the automation’s webhook must be a JSON object.';
  return 'Freshdesk puts placeholders in unescaped: a quotation mark or a line break in one breaks the JSON. Use freshdeskTemplate, or the simple content.';
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

function familyOf(value: unknown): FreshdeskPayload {
  if (!isObject(value)) return { family: 'other', name: '(none)' };
  const { event } = value;
  const data = typeof value.data === 'string' ? objectIn(value.data) : value.data;
  if (typeof event === 'string' && /^on[A-Z]\w{0,100}$/.test(event)) {
    return {
      family: 'app',
      event,
      accountId: identifier(value.account_id),
      timestamp: value.timestamp,
      data: isObject(data) ? data : {},
    };
  }
  const { freshdesk_webhook: wrapped } = value;
  const fields = fieldsOf(isObject(wrapped) ? unwrapped(value, wrapped) : value);
  if (isObject(wrapped) || fieldId(fields, 'id') !== undefined)
    return { family: 'automation', fields, template: false };
  if (typeof value.deskrail === 'string') {
    return { family: 'other', name: `template ${value.deskrail} (this reads ${templateMarker})` };
  }
  return { family: 'other', name: typeof event === 'string' ? event : '(none)' };
}

/** The default content has nothing beside its wrapper. */
const unwrapped = (value: JsonObject, wrapped: JsonObject): JsonObject =>
  Object.keys(value).length === 1 ? wrapped : { ...value, freshdesk_webhook: undefined, ...wrapped };

/** External events carry an object, or one as text. */
function objectIn(text: string): unknown {
  const reading = readJson(new TextEncoder().encode(text));
  return reading.readable ? reading.value : undefined;
}
