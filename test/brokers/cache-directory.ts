import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where downloads are kept between runs, for all checkouts of a user. `npm ci` does not empty it. */
export function cachePath(...parts: readonly string[]): string {
  const base = process.env.DESKRAIL_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'deskrail');
  return join(base, ...parts);
}

export async function cacheDirectory(...parts: readonly string[]): Promise<string> {
  const path = cachePath(...parts);
  await mkdir(path, { recursive: true });
  return path;
}
