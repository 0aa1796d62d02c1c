export { type ZendeskOptions, zendesk } from './act/zendesk.js';
export { checkZendeskTemplate, type TemplateProblem } from './normalize/check-template.js';
export { type ZendeskReceiveOptions, zendeskAdapter, zendeskReceive, zendeskTemplate } from './receive.js';
