export { type LogHarness, runEventLogConformance } from './run-event-log-conformance.js';
