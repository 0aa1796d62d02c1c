export { defineConfig } from './config/define-config.js';
export { createDeskrail, type Deskrail } from './create-deskrail.js';
export type { DeskrailConfig, DeskrailOptions, KeyOption, Limits } from './options.js';
