import { conversationOf, suggestion, tenant } from './events.js';
import { at } from './facts.js';

/** The statement that writes an open recommendation as the third version of the tables held it. */
export function oldRow(id: string, queue: string | undefined): [text: string, values: (string | number | null)[]] {
  const conversation = conversationOf(id);
  const { outcome, ...data } = suggestion(id, {
    conversation,
    time: at(1),
    seen: [],
    text: 'null \u0000 half \ud800',
  }).data;
  const times = { createdAt: at(1), updatedAt: at(1) };
  const view = { ...data, tenant, kind: 'reply', status: 'open', outcome, ...times, queue };
  const text = `insert into store_recommendations
    (tenant, id, conversation, kind, status, created, expires, erased, appended, doc)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
  const doc = JSON.stringify({ view, erased: false });
  return [text, [tenant, id, conversation, 'reply', 'open', '2026-01-01T10:00:01', null, 0, 0, doc]];
}
