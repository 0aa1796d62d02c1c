export {
  createFreshdeskMemory,
  type FreshdeskConnection,
  type FreshdeskMemory,
  type FreshdeskOptions,
  freshdeskAdapter,
  freshdeskReceive,
  freshdeskTemplate,
} from './receive.js';
