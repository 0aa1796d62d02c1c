import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export const apiKeyFile = 'api-key';

/** The API key of a data directory: made at the first start, and kept there, readable by its owner alone. */
export async function keptApiKey(directory: string, random: (size: number) => Buffer = randomBytes): Promise<string> {
  const path = join(directory, apiKeyFile);
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  if (kept.trim() !== '') return kept.trim();
  const key = `dr_${random(24).toString('base64url')}`;
  await writeFile(path, `${key}\n`, { mode: 0o600 });
  return key;
}
