export { createZendeskEnrich, type ZendeskEnrichOptions } from './act/enrich.js';
export { openZendeskExecutor } from './act/executor.js';
export { openZendeskReconciler, type ZendeskReconcilerOptions } from './act/reconciler.js';
