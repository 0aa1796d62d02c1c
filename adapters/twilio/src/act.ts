export { openTwilioExecutor } from './act/executor.js';
export { openTwilioReconciler } from './act/reconciler.js';
