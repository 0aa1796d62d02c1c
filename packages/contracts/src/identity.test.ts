import { expect, test } from 'vitest';
import {
  actionIdOf,
  derivedFactId,
  messageFactId,
  recommendationIdOf,
  vendorEventFactId,
  verdictIdOf,
} from './identity.js';

const place = { tenant: 'acme', connection: 'zendesk' };

test('a message is named by the desk’s own id, whatever brought it', () => {
  expect(messageFactId(place, '9876543210')).toEqual({ id: 'acme/zendesk/message/9876543210', identity: 'exact' });
});

test('one vendor event may hold several facts', () => {
  const first = vendorEventFactId(place, 'e1', 'case.opened.v1');
  const second = vendorEventFactId(place, 'e1', 'case.assigned.v1');
  expect(first.id).not.toBe(second.id);
});

test('a derived id depends on the change and on nothing else', async () => {
  const change = { ticket: '1', status: 'open', at: '2026-01-31T09:30:00Z' };
  const again = { at: '2026-01-31T09:30:00Z', status: 'open', ticket: '1' };
  expect(await derivedFactId(place, 'case.status-changed.v1', change)).toEqual(
    await derivedFactId(place, 'case.status-changed.v1', again),
  );
  expect((await derivedFactId(place, 'x', change)).identity).toBe('derived');
  expect((await derivedFactId({ ...place, tenant: 'b' }, 'x', change)).id).not.toBe(
    (await derivedFactId(place, 'x', change)).id,
  );
});

test('ids of decisions and actions are stable and differ where their input does', async () => {
  const about = { tenant: 'acme', about: 'f1', kind: 'reply', pipelineVersion: '1' };
  expect(await recommendationIdOf(about)).toBe(await recommendationIdOf({ ...about }));
  expect(await recommendationIdOf(about)).not.toBe(await recommendationIdOf({ ...about, pipelineVersion: '2' }));
  const verdict = { recommendationId: 'r', actor: 'reviewer/anna', kind: 'approve', hash: 'h', content: null };
  expect(await verdictIdOf(verdict)).not.toBe(await verdictIdOf({ ...verdict, actor: 'reviewer/ben' }));
  expect(await actionIdOf({ verdictId: 'v', index: 0 })).not.toBe(await actionIdOf({ verdictId: 'v', index: 1 }));
});
