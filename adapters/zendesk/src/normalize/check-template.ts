import { isTimestamp } from '@deskrail/contracts';
import { identifier, isObject, type JsonObject, readJson } from '@deskrail/webhooks';
import { freeKeys, plainKeys, readTemplate, type TemplateKey, templateMarker } from './template.js';
import { caseStatus } from './values.js';

export interface TemplateProblem {
  /** The template's name of the field, such as `comment_id`; `(body)` where it is none's. */
  readonly field: string;
  /** What is wrong and what to do. Quotes nothing that a person wrote. */
  readonly problem: string;
}

const placeholders = { ...plainKeys, ...freeKeys };
const keys = Object.keys(placeholders) as readonly TemplateKey[];
const freeOrder = Object.keys(freeKeys);

/**
 * What in a body that a trigger or automation sent does not fit `zendeskTemplate`; nothing where all does. For a person
 * who set up the trigger: what is told here, a delivery may bear all the same.
 */
export function checkZendeskTemplate(body: Uint8Array | string): readonly TemplateProblem[] {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const json = readJson(bytes);
  if (!json.readable) return unreadable(bytes, json.cause);
  if (!isObject(json.value))
    return [whole('This is no JSON object. Paste zendeskTemplate into the trigger’s JSON body.')];
  const family = otherFamily(json.value);
  if (family !== undefined) return [whole(family)];
  return [
    ...markerProblems(json.value),
    ...orderProblems(json.value),
    ...keys.flatMap((key) => fieldProblems(key, json.value as JsonObject)),
    ...Object.keys(json.value)
      .filter((key) => key !== 'deskrail' && !(key in placeholders))
      .slice(0, 50)
      .map((key) => ({ field: key.slice(0, 64), problem: 'Not in the template: it is not read.' })),
  ];
}

const whole = (problem: string): TemplateProblem => ({ field: '(body)', problem });

function otherFamily(body: JsonObject): string | undefined {
  if (typeof body.type === 'string' && body.type.startsWith('zen:event-type:')) {
    return 'This is an event subscription’s body: it needs no template.';
  }
  if (isObject(body.ticket_event)) return 'This is the older event bus’s shape, which is no webhook’s.';
  return undefined;
}

/** Where JSON breaks: the line and column, and the field whose value stands there. */
function unreadable(bytes: Uint8Array, cause: string): readonly TemplateProblem[] {
  const recovered = readTemplate(bytes, undefined) !== undefined;
  const text = new TextDecoder().decode(bytes);
  const told = /at (\d+)\.$/.exec(cause)?.[1];
  if (told === undefined && text.trim() === '') {
    return [whole('The body is empty: a webhook with the method GET or DELETE sends none. Set POST and JSON.')];
  }
  if (told === undefined && !cause.includes('not JSON')) return [whole(cause)];
  const at = told === undefined ? text.length : Number(told);
  const before = text.slice(0, at).split('\n');
  const place = `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
  const field = keys.findLast((key) => text.slice(0, at).includes(`"${key}"`)) ?? '(body)';
  const why = `Not JSON at ${place}: most often a quotation mark or a line break in a value that Zendesk did not escape.`;
  const rest = recovered
    ? 'It is read all the same, by its layout.'
    : 'It cannot be read by its layout either: keep the template’s lines in their order, and the marker first.';
  return [{ field, problem: `${why} ${rest}` }];
}

function markerProblems({ deskrail }: JsonObject): readonly TemplateProblem[] {
  if (deskrail === templateMarker) return [];
  const problem =
    deskrail === undefined
      ? `The marker is missing: the first line must be "deskrail": "${templateMarker}". Without it the body is kept as unmapped.`
      : `The marker is of another version: this reads "${templateMarker}". Paste the template anew.`;
  return [{ field: 'deskrail', problem }];
}

/** What people write must come after all that they cannot write. */
function orderProblems(body: JsonObject): readonly TemplateProblem[] {
  const given = Object.keys(body);
  const firstFree = given.findIndex((key) => freeOrder.includes(key));
  if (firstFree < 0) return [];
  return given
    .slice(firstFree)
    .filter((key) => key in plainKeys)
    .map((field) => ({
      field,
      problem: `Comes after "${given[firstFree]}", which people write: keep the template’s order, so that nothing they write can pass for this.`,
    }));
}

function fieldProblems(field: TemplateKey, body: JsonObject): readonly TemplateProblem[] {
  const placeholder = `{{${placeholders[field]}}}`;
  if (!(field in body)) return [{ field, problem: `Missing. Its line is: "${field}": "${placeholder}"` }];
  const value = body[field];
  if (isPlaceholder(field, value)) {
    return [{ field, problem: `Not rendered: Zendesk has no such placeholder here. It should be ${placeholder}` }];
  }
  const problem = problemWith(field, typeof value === 'string' ? value.trim() : value);
  return problem === undefined ? [] : [{ field, problem }];
}

/** A customer may write such a thing into a text; the whole of it is a placeholder only where the template is wrong. */
const isPlaceholder = (field: TemplateKey, value: unknown): boolean =>
  typeof value === 'string' && (field in freeKeys ? /^\{\{[^{}]*\}\}$/ : /\{\{|\}\}|\{%/).test(value.trim());

function problemWith(field: TemplateKey, value: unknown): string | undefined {
  switch (field) {
    case 'ticket_id':
    case 'requester_id':
      return isNumber(value) ? undefined : 'Not a number: without it the delivery is not told whose it is.';
    case 'comment_id':
      return isNumber(value)
        ? undefined
        : 'Empty or not a number: no message is read. The placeholder is {{ticket.latest_comment.id}}; {{ticket.latest_comment_id}} renders nothing.';
    case 'author_id':
      return isNumber(value) ? undefined : 'Empty or not a number: the message counts as the desk’s.';
    case 'comment_public':
      return String(value) === 'true' || String(value) === 'false'
        ? undefined
        : 'Neither true nor false: the message counts as private.';
    case 'created_at':
    case 'updated_at':
      return typeof value === 'string' && isTimestamp(value)
        ? undefined
        : 'Not an ISO 8601 time: the delivery’s own time is taken. Use the placeholder that ends in _with_timestamp.';
    case 'status':
      return statusProblem(value);
    default:
      return undefined;
  }
}

const isNumber = (value: unknown): boolean => /^\d+$/.test(identifier(value) ?? '');

function statusProblem(value: unknown): string | undefined {
  const status = caseStatus(value);
  if (status === undefined) return 'Empty: the state is not read.';
  return status === 'other'
    ? 'Not one of Zendesk’s English words, perhaps a translated or a custom one: it comes as "other".'
    : undefined;
}
