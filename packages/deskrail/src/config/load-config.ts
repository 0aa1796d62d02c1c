import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DeskrailError, isDeskrailError } from '@deskrail/contracts';
import type { DeskrailConfig } from '../options.js';
import { checkConfig } from './check-options.js';

const names = ['deskrail.config.ts', 'deskrail.config.mts', 'deskrail.config.js', 'deskrail.config.mjs'];

export interface LoadedConfig {
  /** Absent where there is no file. */
  readonly path: string | undefined;
  readonly config: DeskrailConfig;
}

/**
 * Load `--config <path>`, else the first `deskrail.config.*` in the working directory, else nothing. TypeScript goes
 * through Node's own type stripping: types are erased, not checked. Throws `config-invalid`.
 */
export async function loadConfig(options: {
  readonly path?: string | undefined;
  readonly directory: string;
}): Promise<LoadedConfig> {
  const path = options.path === undefined ? found(options.directory) : resolve(options.directory, options.path);
  if (path === undefined) return { path, config: {} };
  if (!existsSync(path)) {
    throw new DeskrailError('config-invalid', `There is no file ${path}. Give --config the path of one that exists.`);
  }
  const exported = await load(path);
  if (typeof exported !== 'object' || exported === null) {
    throw new DeskrailError(
      'config-invalid',
      `${path} has no default export. Write: export default defineConfig({ … });`,
    );
  }
  checkConfig(exported as DeskrailConfig);
  return { path, config: exported as DeskrailConfig };
}

const found = (directory: string): string | undefined =>
  names.map((name) => resolve(directory, name)).find((path) => existsSync(path));

async function load(path: string): Promise<unknown> {
  try {
    const module = (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
    return module.default;
  } catch (cause) {
    // What a connection refused while the file ran says itself how to mend it.
    if (isDeskrailError(cause)) throw new DeskrailError(cause.code, `${path}: ${cause.message}`, { cause });
    const why = cause instanceof Error ? `${cause.name}: ${cause.message.split('\n')[0]}` : 'an unknown error';
    throw new DeskrailError(
      'config-invalid',
      `${path} could not be loaded: ${why}. Node runs it as it is: only types that can be erased, and full file names in imports.`,
      { cause },
    );
  }
}
