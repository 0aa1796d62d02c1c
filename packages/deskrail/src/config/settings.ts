import { join } from 'node:path';
import { nearest } from '../command/nearest.js';
import type { DeskrailOptions, InstanceRole, KeyOption } from '../options.js';
import { checkOptions } from './check-options.js';
import { copilotRules, type OpenAiEnvironment, openAiParts } from './copilot-environment.js';
import { type Environment, knownVariables, type LogLevel } from './environment.js';
import { connectionsOf } from './environment-connections.js';
import { fileProblems } from './file-problems.js';
import { apiKeyFile, keptApiKey } from './kept-api-key.js';
import { keyProblems, keyWarnings } from './key-problems.js';
import { makeDataDirectory } from './make-directory.js';
import { readPlaces } from './places.js';
import { configError, problemsIn } from './problems.js';
import { isSet, type Variables } from './variables.js';

/** What the command runs with: the environment laid over `deskrail.config.ts`. */
export interface Settings {
  /** All that `createDeskrail` takes, save the logger. */
  readonly options: DeskrailOptions & { readonly data: string };
  readonly host: string;
  /** Undefined: 3000, or the next one that is free. */
  readonly port: number | undefined;
  /** The key is of our making, so nobody knows it yet: the printed address has to sign in. */
  readonly madeKey: boolean;
  /** Where a key of our making is kept. */
  readonly keyPath: string;
  /** Not given by the environment, and not by the configuration either. */
  readonly withoutConnection: boolean;
  readonly demo: boolean;
  readonly logLevel: LogLevel | undefined;
  readonly warnings: readonly string[];
}

export interface ReadSettings {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly directory: string;
  readonly configPath?: string | undefined;
  /** Stand in the place of the configuration file's. */
  readonly roles?: readonly InstanceRole[] | undefined;
}

/** Throws `config-invalid` with all that is wrong. Makes the data directory, and the key if none is given. */
export async function readSettings(asked: ReadSettings): Promise<Settings> {
  const { variables, directory, configPath, roles } = asked;
  const { places, environment, config } = await readPlaces({ variables, directory, configPath });
  const { host, port, logger: _, ...configured } = config;
  const { data, kafka, postgres } = places;
  const tenant = config.tenant ?? 'default';
  const connections = connectionsOf(config.connections, environment.desks, tenant);
  const knowledge = environment.knowledge ?? config.knowledge;
  const macros = environment.macros ?? config.macros;
  const intents = environment.intents ?? config.intents;
  const signing = signingOf(environment, config);
  // In a directory that nobody named there may be no disk that outlives the process.
  const spool = configured.spool ?? (places.dataIsNamed || kafka === undefined ? undefined : false);
  const given: DeskrailOptions = {
    ...{ ...configured, data, tenant, connections },
    ...(knowledge && { knowledge }),
    ...(macros && { macros }),
    ...(intents && { intents }),
    ...(signing !== undefined && { signing }),
    ...(environment.jwt && { jwt: [environment.jwt, ...(config.jwt ?? [])] }),
    ...(kafka && { kafka }),
    ...(postgres && { postgres }),
    ...(spool !== undefined && { spool }),
    ...(roles && { roles }),
  };
  const listensOn = environment.host ?? host ?? '127.0.0.1';
  const keys = { apiKey: environment.apiKey, keys: config.keys };
  const problems = [
    ...problemsIn(() => checkOptions(given)),
    ...keyProblems({ ...keys, host: listensOn }),
    ...(await fileProblems(environment, directory)),
  ];
  if (problems.length > 0) throw configError(problems);
  const remote = await remoteParts(environment.openAi, config);
  await makeDataDirectory(data);
  const key = environment.apiKey ?? (await keptApiKey(data));
  return {
    options: { ...given, ...remote, data, keys: [ownersKey(key, tenant), ...(config.keys ?? [])] },
    host: listensOn,
    port: environment.port ?? port,
    madeKey: environment.apiKey === undefined,
    keyPath: join(data, apiKeyFile),
    withoutConnection: Array.isArray(connections) && connections.length === 0,
    demo: environment.demo,
    logLevel: environment.logLevel,
    warnings: [
      ...warningsOf(environment),
      ...keyWarnings(keys),
      ...(config.model === undefined ? openAiWarnings(environment, variables) : []),
      ...placeWarnings(environment, given),
    ],
  };
}

/** The environment's, with the configuration's word on what was given before signing was on. */
export function signingOf(
  { signingKeys }: Pick<Environment, 'signingKeys'>,
  { signing }: Pick<DeskrailOptions, 'signing'>,
): DeskrailOptions['signing'] {
  if (signingKeys === undefined) return signing;
  const [first, ...previous] = signingKeys;
  const unsignedUntil = signing === false ? undefined : signing?.unsignedUntil;
  return { ...first, previous, ...(unsignedUntil !== undefined && { unsignedUntil }) };
}

/** A key may lie in the environment for other programs: what the configuration file names itself is not replaced. */
async function remoteParts(
  openAi: OpenAiEnvironment | undefined,
  config: DeskrailOptions,
): Promise<Pick<DeskrailOptions, 'model' | 'embeddings' | 'moderate'>> {
  if (openAi === undefined) return {};
  const { embeddingsModel, moderationModel } = openAi;
  // Nobody needs the package installed for a key that nothing here is to use.
  if (config.model !== undefined && embeddingsModel === undefined && moderationModel === undefined) return {};
  const { model, embeddings, moderate } = await openAiParts(openAi);
  return {
    ...(config.model === undefined && { model }),
    ...(config.embeddings === undefined && embeddings && { embeddings }),
    ...(config.moderate === undefined && moderate && { moderate }),
  };
}

export const ownersKey = (key: string, tenant: string): KeyOption => ({
  name: 'owner',
  key,
  tenant,
  roles: ['reader', 'writer', 'reviewer', 'admin'],
});

/** What was set for a model that nothing turns on. */
function openAiWarnings({ openAi }: Environment, variables: Variables): string[] {
  const idle = openAi === undefined ? Object.keys(copilotRules).filter((name) => isSet(variables, name)) : [];
  if (idle.length === 0) return [];
  const write = 'Set OPENAI_API_KEY, or OPENAI_BASE_URL and DESKRAIL_OPENAI_MODEL.';
  return [
    `The embedded model writes alone, so ${idle.join(', ')} ${idle.length > 1 ? 'say' : 'says'} nothing. ${write}`,
  ];
}

function placeWarnings({ kafka }: Environment, given: DeskrailOptions): string[] {
  if (given.kafka === undefined) {
    return kafka === undefined ? [] : ['KAFKA_BROKERS is not set, so the other KAFKA_… variables say nothing.'];
  }
  const warnings: string[] = [];
  const receives = given.roles?.includes('receive') ?? true;
  if (receives && given.spool === false) {
    const write = 'Set DESKRAIL_DATA to a directory on a disk that outlives this process.';
    warnings.push(
      `There is no spool: while Kafka is away webhooks are refused, and Twilio does not send again. ${write}`,
    );
  }
  if (given.postgres === undefined && (given.roles?.some((role) => role !== 'receive') ?? true)) {
    warnings.push('The store is in the data directory: one instance only. For several, set DATABASE_URL.');
  }
  return warnings;
}

function warningsOf({ unknown, desks }: Environment): string[] {
  const warnings = unknown.map((name) => {
    const guess = meantBy(name);
    return `Nothing reads ${name}${guess === undefined ? ': is it misspelt?' : `. Did you mean ${guess}?`}`;
  });
  // Nothing else proves a webhook of Freshdesk's; the other desks make their secrets themselves.
  if (desks.freshdesk?.secrets.some((secret) => secret.length < 20)) {
    warnings.push('DESKRAIL_FRESHDESK_SECRET is short enough to be guessed: use what `openssl rand -hex 32` prints.');
  }
  return warnings;
}

const withoutPrefix = (name: string): string => name.replace(/^(DESKRAIL|KAFKA)_/, '');

/** By what follows the prefix: all of our names are alike in that. */
function meantBy(name: string): string | undefined {
  const guess = nearest(withoutPrefix(name), knownVariables.map(withoutPrefix));
  return knownVariables.find((known) => withoutPrefix(known) === guess);
}
