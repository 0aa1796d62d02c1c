import type { DeskrailConfig } from '../options.js';

/** Types `deskrail.config.ts`: `export default defineConfig({ … })`. */
export const defineConfig = (config: DeskrailConfig): DeskrailConfig => config;
