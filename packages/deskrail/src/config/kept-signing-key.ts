import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, systemClock } from '@deskrail/contracts';
import { databaseFile } from './data-directory.js';
import { makeDataDirectory } from './make-directory.js';
import { configError } from './problems.js';
import { leastSecretBytes, readSigningKeys, type WrittenKey } from './signing-keys.js';

export const signingKeyFile = 'signing-key';

export interface KeptSigningKeys {
  /** The first signs, all verify. */
  readonly keys: readonly [WrittenKey, ...WrittenKey[]];
  /** Verdicts given before this may be unsigned: the directory had some when the key was made. */
  readonly unsignedUntil?: string;
}

/**
 * The signing keys of a data directory: one is made at the first start, and kept there, readable by its owner alone. A line
 * `unsigned-until <time>` stands below it where there were verdicts before.
 */
export async function keptSigningKeys(
  directory: string,
  clock: Clock = systemClock,
  random: (size: number) => Buffer = randomBytes,
): Promise<KeptSigningKeys> {
  const kept = await readKeptSigningKeys(directory);
  if (kept !== undefined) return kept;
  const lines = [`key-${random(4).toString('hex')}:${random(leastSecretBytes).toString('base64')}`];
  if (existsSync(join(directory, databaseFile))) lines.push(`unsigned-until ${new Date(clock.now()).toISOString()}`);
  await makeDataDirectory(directory);
  await writeFile(join(directory, signingKeyFile), `${lines.join('\n')}\n`, { mode: 0o600, flag: 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      // Another process was first: its key is the directory's.
      if (error.code !== 'EEXIST') throw error;
    },
  );
  return (await readKeptSigningKeys(directory)) as KeptSigningKeys;
}

/** `undefined` where none was made yet. Throws `config-invalid` for a file that holds none. */
export async function readKeptSigningKeys(directory: string): Promise<KeptSigningKeys | undefined> {
  const path = join(directory, signingKeyFile);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const [line = '', ...others] = text.split('\n').map((each) => each.trim());
  const keys = readSigningKeys(line);
  if (keys === undefined) {
    const write =
      'Put back the file that was there, or a first line of id:base64 (32 bytes or more), several with commas.';
    throw configError([{ where: path, wrong: 'its first line holds no signing key', write }]);
  }
  const until = others.map((each) => /^unsigned-until (\S+)$/.exec(each)?.[1]).find((time) => time !== undefined);
  return { keys, ...(until !== undefined && { unsignedUntil: until }) };
}
