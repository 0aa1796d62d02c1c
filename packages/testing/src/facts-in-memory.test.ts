import { expect, test } from 'vitest';
import { factsInMemory } from './facts-in-memory.js';

const changed = (current: string) => ({
  ...{ specversion: '1.0', id: 'acme/zendesk/event/1', source: '/connections/zendesk', type: 'case.status-changed.v1' },
  ...{ subject: 'conversation:zendesk:5158', time: '2026-01-31T09:30:00Z', datacontenttype: 'application/json' },
  ...{ tenant: 'acme', connection: 'zendesk', actor: 'customer/7', authenticity: 'signed', identity: 'exact' },
  data: { previous: 'open', current, origin: { vendor: 'zendesk', by: 'event' } },
});

test('keeps the first content of an id, and counts what came', async () => {
  const log = factsInMemory();
  await log.append('facts', [changed('solved')]);
  await log.append('facts', [changed('closed')]);
  expect(log.all()).toMatchObject([{ data: { current: 'solved' } }]);
  expect(log.appended()).toBe(2);
});

test('refuses what is no fact', async () => {
  const log = factsInMemory();
  await expect(log.append('facts', [changed('dreamt of')])).rejects.toMatchObject({ code: 'event-invalid' });
  await expect(log.append('dead-letters', [])).rejects.toMatchObject({ code: 'request-invalid' });
  expect([log.all(), log.appended()]).toEqual([[], 0]);
});
