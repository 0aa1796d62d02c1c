export { DeskrailError, type PolicyQuestion } from '@deskrail/contracts';
export { checkPolicyText, defineTool, readPolicy } from '@deskrail/copilot';
export { defineConfig } from './config/define-config.js';
export { createDeskrail, type Deskrail } from './create-deskrail.js';
export type { NotifyOption } from './notify/endpoint.js';
export { type Notice, type NoticeBody, notices } from './notify/messages.js';
export {
  type DeskrailConfig,
  type DeskrailOptions,
  type InstanceRole,
  instanceRoles,
  type KafkaOption,
  type KeyOption,
  type Limits,
  type PostgresOption,
  type SpoolOption,
} from './options.js';
