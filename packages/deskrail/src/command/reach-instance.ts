import { join } from 'node:path';
import { createClient, type DeskrailClient, isDeskrailApiError } from '@deskrail/client';
import { DeskrailError } from '@deskrail/contracts';
import { type Instance, readInstance } from '../config/instance-file.js';
import { apiKeyFile, readApiKey } from '../config/kept-api-key.js';
import type { Given } from './definition.js';
import { placesAsked, type ReachedPlaces } from './reach-log.js';
import type { Terminal } from './terminal.js';

export interface ReachedInstance {
  readonly instance: Instance;
  /** In the tenant of the key that is at hand. */
  readonly client: DeskrailClient;
}

/** The instance that runs on the data directory, by its API; `undefined` where none answers. Throws `unauthenticated`. */
export async function reachInstance(reached: ReachedPlaces, terminal: Terminal): Promise<ReachedInstance | undefined> {
  const { data } = reached.places;
  const instance = await readInstance(data);
  if (instance === undefined) return undefined;
  const { fetch, signal } = terminal;
  const within = AbortSignal.any([signal, AbortSignal.timeout(1_000)]);
  const answers = await fetch(new URL('/healthz', instance.url), { signal: within })
    .then(({ ok }) => ok)
    .catch(() => false);
  if (!answers) return undefined;
  const { apiKey = await readApiKey(data) } = reached.environment;
  if (apiKey === undefined) {
    throw new DeskrailError('unauthenticated', 'An instance runs: give an admin’s key of it in DESKRAIL_API_KEY.');
  }
  const client = createClient({ url: instance.url, key: apiKey, fetch });
  await client.session({ signal }).catch((error: unknown) => {
    if (!isDeskrailApiError(error, 'unauthenticated')) throw error;
    const own = join(data, apiKeyFile);
    const [key, remedy] = reached.environment.apiKey
      ? ['The key in DESKRAIL_API_KEY', `Give it another, or unset it where ${own} is the instance's`]
      : [`The key in ${own}`, 'Give an admin’s key of it in DESKRAIL_API_KEY'];
    const message = `${key} is refused by the instance at ${instance.url}: unknown there, revoked or over. ${remedy}.`;
    throw new DeskrailError('unauthenticated', message, { cause: error });
  });
  return { instance, client };
}

/** For what only an instance that runs can do. Throws `not-found` with `without`, which says what to do where none answers. */
export async function requireInstance(given: Given, terminal: Terminal, without: string): Promise<ReachedInstance> {
  const running = await reachInstance(await placesAsked(given, terminal), terminal);
  if (running === undefined) throw new DeskrailError('not-found', without);
  return running;
}
