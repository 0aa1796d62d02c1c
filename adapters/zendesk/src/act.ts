export { openZendeskExecutor } from './act/executor.js';
export { openZendeskReconciler, type ZendeskReconcilerOptions } from './act/reconciler.js';
