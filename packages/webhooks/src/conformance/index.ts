export type {
  ActCase,
  ActFixtures,
  AdapterFixtures,
  FactFixture,
  SignInput,
  Skipped,
  WebhookFixture,
} from './adapter-fixtures.js';
export { type ApprovedFixture, approvedFixture } from './approved.js';
export { runAdapterConformance } from './run-adapter-conformance.js';
