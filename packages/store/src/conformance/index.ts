export { type HistoryOptions, liveThrough } from './history.js';
export { readEverything } from './reads.js';
export { type HousekeptStore, runStoreConformance, type StoreHarness } from './run-store-conformance.js';
