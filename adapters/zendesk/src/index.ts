export { type ZendeskOptions, zendesk } from './act/zendesk.js';
export { type ZendeskReceiveOptions, zendeskAdapter, zendeskReceive, zendeskTemplate } from './receive.js';
