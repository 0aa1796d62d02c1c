import { checkEvent } from '@deskrail/contracts';
import { expect, test } from 'vitest';
import { knownTrouble } from './known-trouble.js';

test('is a fact as the contract has it, the same one on every day of the demo', () => {
  const [today, tomorrow] = ['2026-01-31T09:00:00Z', '2026-02-01T09:00:00Z'].map((now) =>
    knownTrouble({ tenant: 'demo', now }),
  );
  expect(checkEvent('facts', today)).toMatchObject({ type: 'incident.signalled.v1', tenant: 'demo' });
  expect(tomorrow?.id).toBe(today?.id);
});
