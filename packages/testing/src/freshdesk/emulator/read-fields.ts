import type { FreshdeskTicketChange, NewConversation } from './change-ticket.js';
import type { DeskState, FreshdeskPerson } from './desk-state.js';
import { storedHtml } from './html.js';
import { type FieldError, invalid } from './rest-refusal.js';

type Fields = Readonly<Record<string, unknown>>;

/** Says what is wrong with a value; `undefined` where nothing is. */
type Check = (value: unknown, state: DeskState) => Omit<FieldError, 'field'> | undefined;

const mismatch = (value: unknown, wanted: string) =>
  ({
    code: 'datatype_mismatch',
    message: `Value set is of type ${typeName(value)}.It should be a/an ${wanted}`,
  }) as const;
const wrong = (message: string) => ({ code: 'invalid_value', message }) as const;

const isText: Check = (value) => (typeof value === 'string' ? undefined : mismatch(value, 'String'));
const isFilled: Check = (value, state) =>
  typeof value === 'string' && value.trim() === ''
    ? wrong('It should not be blank as this is a mandatory field')
    : isText(value, state);
const isBoolean: Check = (value) => (typeof value === 'boolean' ? undefined : mismatch(value, 'Boolean'));
const isInteger: Check = (value) => (Number.isInteger(value) ? undefined : mismatch(value, 'Integer'));
const isObject: Check = (value) => (isFields(value) ? undefined : mismatch(value, 'key/value pair'));
const isTextList: Check = (value) =>
  Array.isArray(value) && value.every((one) => typeof one === 'string') ? undefined : mismatch(value, 'Array');
const nullable =
  (check: Check): Check =>
  (value, state) =>
    value === null ? undefined : check(value, state);
const oneOf =
  (list: (state: DeskState) => readonly number[]): Check =>
  (value, state) =>
    isInteger(value, state) ??
    (list(state).includes(value as number) ? undefined : wrong(`It should be one of these values: '${list(state)}'`));
const known =
  (field: string, kind: string, find: (state: DeskState, id: string) => boolean): Check =>
  (value, state) =>
    isInteger(value, state) ??
    (find(state, String(value)) ? undefined : wrong(`There is no ${kind} matching the given ${field}`));

const isAgent = (state: DeskState, id: string) => state.people.get(id)?.isAgent === true;
const isPerson = known('user_id', 'contact', (state, id) => state.people.has(id));

const ticketFields: Readonly<Record<string, Check>> = {
  status: oneOf(({ statuses }) => [...statuses.keys()]),
  priority: oneOf(() => [1, 2, 3, 4]),
  source: isInteger,
  type: nullable(isText),
  subject: isFilled,
  description: isFilled,
  group_id: nullable(known('group_id', 'group', ({ groups }, id) => groups.has(id))),
  responder_id: nullable(known('responder_id', 'agent', isAgent)),
  tags: isTextList,
  custom_fields: isObject,
};

const replyFields: Readonly<Record<string, Check>> = {
  ...{ body: isFilled, from_email: isText, user_id: isPerson, cc_emails: isTextList, bcc_emails: isTextList },
  attachments: () => undefined,
};

const noteFields: Readonly<Record<string, Check>> = {
  ...{ body: isFilled, private: isBoolean, incoming: isBoolean, user_id: isPerson, notify_emails: isTextList },
  attachments: () => undefined,
};

/** All that is wrong is told at once. */
function check(
  body: unknown,
  allowed: Readonly<Record<string, Check>>,
  needed: readonly string[],
  state: DeskState,
): Fields {
  const given = isFields(body) ? body : {};
  const missing = needed.filter((field) => given[field] === undefined || given[field] === null);
  const errors: FieldError[] = [
    ...missing.map((field) => ({ field, message: 'It should be a/an String', code: 'missing_field' }) as const),
    ...Object.entries(given).flatMap(([field, value]): FieldError[] => {
      if (missing.includes(field)) return [];
      const about = allowed[field];
      if (about === undefined)
        return [{ field, message: 'Unexpected/invalid field in request', code: 'invalid_field' }];
      const error = about(value, state);
      return error === undefined ? [] : [{ field, ...error }];
    }),
  ];
  if (errors.length > 0) throw invalid(errors);
  return given;
}

/** What `PUT /tickets/{id}` asks for. `tags` replaces. */
export function readUpdate(body: unknown, state: DeskState): FreshdeskTicketChange {
  const fields = check(body, ticketFields, [], state);
  const id = (value: unknown) => (value === undefined || value === null ? (value as null | undefined) : String(value));
  return {
    status: fields.status as number | undefined,
    priority: fields.priority as number | undefined,
    type: fields.type as string | null | undefined,
    subject: fields.subject as string | undefined,
    tags: fields.tags === undefined ? undefined : [...new Set(fields.tags as readonly string[])],
    groupId: id(fields.group_id),
    agentId: id(fields.responder_id),
    customFields: fields.custom_fields as Fields | undefined,
  };
}

/** What `POST /tickets/{id}/reply` asks for: always public. */
export function readReply(body: unknown, by: FreshdeskPerson, state: DeskState): NewConversation {
  const fields = check(body, replyFields, ['body'], state);
  const authorId = String(fields.user_id ?? by.id);
  return { body: storedHtml(String(fields.body)), authorId, private: false, source: 0, incoming: false };
}

/** What `POST /tickets/{id}/notes` asks for: private, unless it says otherwise. */
export function readNote(body: unknown, by: FreshdeskPerson, state: DeskState): NewConversation {
  const fields = check(body, noteFields, ['body'], state);
  const { private: isPrivate = true, incoming = false } = fields;
  const authorId = String(fields.user_id ?? by.id);
  const shown = { private: isPrivate === true, incoming: incoming === true };
  return { body: storedHtml(String(fields.body)), authorId, source: 2, ...shown };
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function typeName(value: unknown): string {
  if (value === null) return 'Null';
  if (Array.isArray(value)) return 'Array';
  return { string: 'String', number: 'Integer', boolean: 'Boolean' }[typeof value as string] ?? 'key/value pair';
}
