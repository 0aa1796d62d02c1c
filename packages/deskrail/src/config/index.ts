export { DeskrailError, type PolicyQuestion } from '@deskrail/contracts';
export { checkPolicyText, defineTool, readPolicy } from '@deskrail/copilot/recommend';
export { type Notice, type NoticeBody, notices } from '../notify/messages.js';
export { type DeskrailConfig, instanceRoles } from '../options.js';
export { createDeskrail } from './create-nothing.js';
export { defineConfig } from './define-config.js';
