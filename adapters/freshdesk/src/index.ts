export { type FreshdeskOptions, freshdesk } from './act/freshdesk.js';
export {
  createFreshdeskMemory,
  type FreshdeskConnection,
  type FreshdeskMemory,
  type FreshdeskReceiveOptions,
  freshdeskAdapter,
  freshdeskReceive,
  freshdeskTemplate,
} from './receive.js';
