import { type Draft, isObject, known, type NoFact } from '@deskrail/webhooks';
import type { AppEvent } from './app-event.js';
import { agentOrNobody, groupOrNobody } from './party.js';
import { taggedDraft } from './tagged.js';
import { casePriority, caseStatus, wordOf } from './words.js';

/** `changes: { status: [2, 4], … }` inside the ticket: each its own fact. */
export function changeDrafts(about: AppEvent): readonly Draft[] | NoFact {
  const changes = isObject(about.ticket.changes) ? about.ticket.changes : about.data.changes;
  if (!isObject(changes)) return 'incomplete';
  const drafts: Draft[] = [];
  for (const [name, sides] of Object.entries(changes).slice(0, 200)) {
    if (!Array.isArray(sides) || sides.length !== 2) continue;
    const draft = changed(name, sides[0], sides[1], about);
    if (draft !== undefined) drafts.push({ ...draft, part: name });
  }
  return drafts.length === 0 ? 'incomplete' : drafts;
}

function changed(name: string, from: unknown, to: unknown, { connection, ticket }: AppEvent): Draft | undefined {
  switch (name) {
    case 'status': {
      const current = caseStatus(to, connection);
      if (current === undefined) return undefined;
      const previous = caseStatus(from, connection) ?? null;
      return {
        type: 'case.status-changed.v1',
        data: known({ previous, current, vendorPrevious: wordOf(from), vendorCurrent: wordOf(to) }),
      };
    }
    case 'priority': {
      const current = casePriority(to, connection);
      if (current === undefined) return undefined;
      return { type: 'case.priority-changed.v1', data: { previous: casePriority(from, connection) ?? null, current } };
    }
    case 'responder_id':
      return {
        type: 'case.assigned.v1',
        data: { assignee: agentOrNobody(to), previousAssignee: agentOrNobody(from) },
      };
    case 'group_id':
      return { type: 'case.assigned.v1', data: { group: groupOrNobody(to), previousGroup: groupOrNobody(from) } };
    case 'tags':
      return taggedDraft(from, to);
    case 'due_by':
      return {
        type: 'sla.changed.v1',
        data: { what: 'due', previous: wordOf(from) ?? null, current: wordOf(to) ?? null },
      };
    case 'spam':
    case 'deleted':
      return wentAway(name, to === true, caseStatus(ticket.status, connection));
    default:
      return {
        type: 'case.field-changed.v1',
        data: { field: { id: name.slice(0, 256) }, previous: from as never, current: to as never },
      };
  }
}

function wentAway(name: 'spam' | 'deleted', gone: boolean, status: ReturnType<typeof caseStatus>): Draft {
  if (gone) return { type: 'case.deleted.v1', data: { mode: name === 'spam' ? 'spam' : 'soft' } };
  return {
    type: 'case.status-changed.v1',
    data: { previous: 'other', current: status ?? 'open', vendorPrevious: name },
  };
}
