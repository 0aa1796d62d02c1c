export type { DeskrailConfig } from '../options.js';
export { defineConfig } from './define-config.js';
