export { defineConfig } from './config/define-config.js';
export type { DeskrailConfig, DeskrailOptions, KeyOption, Limits } from './options.js';
