import { describe } from 'vitest';
import { openEmbedded } from './open-embedded.ts';
import { runConsumers } from './run-consumers.ts';
import { runTenancy } from './run-tenancy.ts';

describe('two tenants on the embedded store', () => {
  runTenancy(openEmbedded, { runs: 40 });
});

describe('events of two tenants on the embedded store', () => {
  runConsumers(openEmbedded, { runs: 25 });
});
