import { expect, it } from 'vitest';
import { createSignatureWatch } from './signature-watch.js';

it('is degraded while a connection’s signatures keep failing, and says since when to reconcile', async () => {
  const watch = createSignatureWatch({ now: () => 0 });
  const fail = (times: number) => {
    for (let count = 0; count < times; count++) {
      watch.onDelivery({ connection: 'zendesk', outcome: 'refused', code: 'signature-invalid' });
    }
  };
  watch.onDelivery({ connection: 'zendesk', outcome: 'accepted' });
  watch.onDelivery({ connection: 'other', outcome: 'refused', code: 'body-too-large' });
  fail(4);
  expect(await watch.check()).toEqual({ state: 'ready' });
  fail(1);
  expect(await watch.check()).toEqual({
    state: 'degraded',
    detail: 'signatures keep failing: zendesk (reconcile since 1970-01-01T00:00:00.000Z)',
  });
  watch.onDelivery({ connection: 'zendesk', outcome: 'dropped' });
  expect(await watch.check()).toEqual({ state: 'ready' });
});

it('is degraded while what a connection sends cannot be taken in, which is no good delivery', async () => {
  let now = 0;
  const watch = createSignatureWatch({ now: () => now });
  watch.onDelivery({ connection: 'zendesk', outcome: 'accepted' });
  now = 60_000;
  watch.onDelivery({ connection: 'zendesk', outcome: 'retry', code: 'dependency-unavailable' });
  expect(await watch.check()).toEqual({
    state: 'degraded',
    detail: 'the last delivery could not be taken in: zendesk (reconcile since 1970-01-01T00:00:00.000Z)',
  });
  watch.onDelivery({ connection: 'zendesk', outcome: 'accepted' });
  expect(await watch.check()).toEqual({ state: 'ready' });
});

it('says what is to be read back until that was done, early enough', async () => {
  const watch = createSignatureWatch({ now: () => 0 });
  const since = '2026-01-31T09:00:00.000Z';
  const startedAt = '2026-01-31T10:00:00.000Z';
  watch.onDelivery({ connection: 'zendesk', outcome: 'retry', code: 'dependency-unavailable' });
  watch.missed('zendesk', since, 'reading');
  expect(await watch.check()).toEqual({ state: 'degraded', detail: 'what was missed is being read back: zendesk' });
  watch.missed('zendesk', since, 'failed');
  const detail = `what was missed could not be read back yet: zendesk (reconcile since ${since})`;
  expect(await watch.check()).toEqual({ state: 'degraded', detail });
  watch.reconciled('zendesk', { since: '2026-01-31T09:30:00.000Z', startedAt });
  expect(await watch.check()).toMatchObject({ state: 'degraded' });
  watch.reconciled('zendesk', { since, startedAt });
  expect(await watch.check()).toEqual({ state: 'ready' });
});
