import type { DeskState, FreshdeskTicket } from './desk-state.js';
import { type FieldError, invalid } from './rest-refusal.js';

const orders: Readonly<Record<string, (ticket: FreshdeskTicket) => string>> = {
  created_at: ({ createdAt }) => createdAt,
  due_by: ({ createdAt }) => createdAt,
  updated_at: ({ updatedAt }) => updatedAt,
  status: ({ status }) => String(status).padStart(6, '0'),
};
const monthMs = 30 * 86_400_000;

/**
 * `GET /tickets`: by `updated_since`, else only what was made in the last 30 days; newest first unless `order_by` and
 * `order_type` say otherwise; without what is in the trash, unless `filter=deleted`.
 */
export function listTickets(state: DeskState, query: URLSearchParams, nowMs: number): readonly FreshdeskTicket[] {
  const errors: FieldError[] = [];
  const pick = (field: string, words: readonly string[], usual: string): string => {
    const given = query.get(field) ?? usual;
    const message = `It should be one of these values: '${words}'`;
    if (!words.includes(given)) errors.push({ field, message, code: 'invalid_value' });
    return given;
  };
  const order = pick('order_by', Object.keys(orders), 'created_at');
  const direction = pick('order_type', ['asc', 'desc'], 'desc');
  const since = query.get('updated_since');
  const sinceMs = since === null ? undefined : Date.parse(since);
  if (Number.isNaN(sinceMs)) {
    const message = 'The value set is not in accordance with the ISO 8601 combined date and time format';
    errors.push({ field: 'updated_since', message, code: 'invalid_value' });
  }
  if (errors.length > 0) throw invalid(errors);

  const isWanted = (ticket: FreshdeskTicket) =>
    ticket.deleted === (query.get('filter') === 'deleted') &&
    (sinceMs === undefined ? Date.parse(ticket.createdAt) >= nowMs - monthMs : Date.parse(ticket.updatedAt) >= sinceMs);
  const rank = orders[order] ?? (({ createdAt }: FreshdeskTicket) => createdAt);
  const compare = (one: FreshdeskTicket, other: FreshdeskTicket) =>
    rank(one) === rank(other) ? Number(one.id) - Number(other.id) : rank(one) < rank(other) ? -1 : 1;
  const sorted = [...state.tickets.values()].filter(isWanted).sort(compare);
  return direction === 'desc' ? sorted.reverse() : sorted;
}
