export { openZendeskExecutor } from './act/executor.js';
