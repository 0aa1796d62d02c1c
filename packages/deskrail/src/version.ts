import { readFileSync } from 'node:fs';

/** This package's version; its package.json is one folder up from both `src` and `dist`. */
export function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  return manifest.version;
}
