import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const apiKeyFile = 'api-key';

/** The API key of a data directory: made at the first start, and kept there, readable by its owner alone. */
export async function keptApiKey(directory: string, random: (size: number) => Buffer = randomBytes): Promise<string> {
  const kept = await readApiKey(directory);
  if (kept !== undefined) return kept;
  const key = `dr_${random(24).toString('base64url')}`;
  await writeFile(join(directory, apiKeyFile), `${key}\n`, { mode: 0o600 });
  return key;
}

/** `undefined` where none was made yet. */
export async function readApiKey(directory: string): Promise<string | undefined> {
  const kept = await readFile(join(directory, apiKeyFile), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return kept.trim() || undefined;
}
