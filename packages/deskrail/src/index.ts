export { defineConfig } from './config/define-config.js';
export type { DeskrailConfig, DeskrailOptions, KeyOption, Limits, Role } from './options.js';
