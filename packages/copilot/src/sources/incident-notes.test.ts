import type { EventByType, Evidence } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { incidentNotes } from './incident-notes.js';

const { signal } = new AbortController();

const incident = (id: string, title: string, summary?: string): EventByType<'incident.signalled.v1'> => ({
  ...{ specversion: '1.0', id: `fact-${id}`, source: '/api', subject: `incident:status:${id}`, tenant: 'acme' },
  ...{ type: 'incident.signalled.v1', time: '2026-01-31T10:00:00Z', datacontenttype: 'application/json' },
  ...{ connection: 'status', correlationid: id, actor: 'system/status', authenticity: 'api-key', identity: 'exact' },
  data: {
    ...{ incidentId: id, state: 'open', title, affects: ['checkout'], contact: 'robin@shop.example' },
    ...(summary !== undefined && { summary }),
    origin: { vendor: 'api', by: 'api' },
  },
});

const ask = (text: string, tenant = 'acme') => ({ tenant, text, earlier: [], scopes: [`tenant:${tenant}`], limit: 3 });

function opened(...open: EventByType<'incident.signalled.v1'>[]) {
  const store = { openIncidents: async (tenant: string) => open.filter((one) => one.tenant === tenant) };
  return { open, source: incidentNotes({ store }) };
}

test('an open incident is evidence within its tenant, without whom to call', async () => {
  const summary = 'Card payments take up to an hour to show.';
  const { source } = opened(incident('7', 'Payments are delayed', summary), incident('8', 'The map does not load'));
  const [best] = await source.retrieve(ask('Why does my card payment not show?'), { signal });
  expect(best).toMatchObject({
    source: { id: 'incidents/incident:status:7', kind: 'incident', title: 'Payments are delayed' },
    quote: `Payments are delayed.\n\n${summary}`,
    scope: ['tenant:acme'],
  });
  expect(JSON.stringify(best)).not.toContain('robin');
  expect(await source.retrieve(ask('Why does my card payment not show?', 'other'), { signal })).toEqual([]);
});

test('what is told changes, and is gone once the incident is over; so does the version of what is known', async () => {
  const { open, source } = opened(incident('7', 'Payments are delayed', 'Card payments take an hour.'));
  const [found] = await source.retrieve(ask('Why are payments delayed?'), { signal });
  const evidence = { id: 'e1', ...found } as Evidence;
  const options = { tenant: 'acme', scopes: ['tenant:acme'], signal };
  const version = await source.knowledgeVersion?.('acme');
  expect(await source.check(evidence, options)).toBe('unchanged');
  expect(await source.knowledgeVersion?.('acme')).toBe(version);
  open[0] = incident('7', 'Payments are delayed', 'Card payments take a day.');
  expect(await source.inspect?.(evidence, options)).toMatchObject({ state: 'changed' });
  expect(await source.knowledgeVersion?.('acme')).not.toBe(version);
  open.length = 0;
  expect(await source.check(evidence, options)).toBe('gone');
});
