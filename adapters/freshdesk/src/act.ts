export { createFreshdeskEnrich, type FreshdeskEnrichOptions } from './act/enrich.js';
export { openFreshdeskExecutor } from './act/executor.js';
export { type FreshdeskReconcilerOptions, openFreshdeskReconciler } from './act/reconciler.js';
