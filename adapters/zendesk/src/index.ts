export { zendesk } from './act/zendesk.js';
export { type ZendeskOptions, zendeskAdapter, zendeskReceive, zendeskTemplate } from './receive.js';
