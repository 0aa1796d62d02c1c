import { createClient } from '@deskrail/client';
import { type TemporaryFolder, temporaryFolder } from '@deskrail/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDeskrail, type Deskrail } from './create-deskrail.js';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const keys = ['acme', 'other'].map((tenant) => ({
  ...{ name: tenant, key: `the-key-of-${tenant}`, tenant, roles: ['reader' as const, 'writer' as const] },
}));
const clientOf = (deskrail: Deskrail, tenant: string) =>
  createClient({
    url: 'https://deskrail.example',
    key: `the-key-of-${tenant}`,
    fetch: async (input, init) => deskrail.fetch(new Request(input, init)),
  });
const metricsOf = async (deskrail: Deskrail) =>
  (await deskrail.fetch(new Request('https://deskrail.example/metrics'))).text();

const subject = 'conversation:own:1';
const now = Date.now();
const minutesAgo = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
const opened = {
  ...{ id: 'opened', type: 'case.opened.v1', subject, time: minutesAgo(60) },
  data: { status: 'new', requester: { kind: 'customer', id: 'kim' } },
};
const replied = {
  ...{ id: 'replied', type: 'message.sent.v1', subject, time: minutesAgo(48) },
  data: { messageId: '1', author: { kind: 'agent' }, visibility: 'public', text: 'On its way.' },
};

it('counts each tenant’s numbers from the log, and tells Prometheus what comes, across a restart', async () => {
  {
    await using deskrail = await createDeskrail({ data: folder.path, keys });
    await deskrail.start();
    await clientOf(deskrail, 'acme').facts.append(opened);
    const counted = async (tenant: string) => (await clientOf(deskrail, tenant).analytics()).total.cases;
    expect(await counted('acme')).toMatchObject({ opened: 1, firstResponseSeconds: { count: 0 } });
    expect(await counted('other')).toMatchObject({ opened: 0 });
    await expect.poll(() => metricsOf(deskrail), { timeout: 10_000 }).toMatch(/^deskrail_cases_opened_total 1$/m);
  }
  await using again = await createDeskrail({ data: folder.path, keys });
  await again.start();
  await clientOf(again, 'acme').facts.append(replied);
  await expect
    .poll(() => metricsOf(again), { timeout: 10_000 })
    .toMatch(/^deskrail_case_first_response_seconds_count 1$/m);
  expect(await metricsOf(again)).toMatch(/^deskrail_cases_opened_total 0$/m);
  const { total } = await clientOf(again, 'acme').analytics({ since: '2h' });
  // Opened 60 minutes ago, answered 48 minutes ago.
  expect(total.cases.firstResponseSeconds).toMatchObject({ count: 1, p50: 720 });
});

it('tells no numbers on /metrics where it was told not to', async () => {
  await using deskrail = await createDeskrail({ data: folder.path, keys, liveNumbers: false });
  await deskrail.start();
  expect(await metricsOf(deskrail)).not.toContain('deskrail_cases_opened_total');
  expect((await clientOf(deskrail, 'acme').analytics()).total.cases.opened).toBe(0);
});
