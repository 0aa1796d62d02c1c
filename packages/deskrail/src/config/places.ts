import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { DeskrailConfig, KafkaOption, PostgresOption } from '../options.js';
import type { KafkaEnvironment } from './broker-environment.js';
import { defaultData } from './data-directory.js';
import { type Environment, readEnvironment } from './environment.js';
import { loadConfig } from './load-config.js';
import { configError } from './problems.js';
import type { Variables } from './variables.js';

/** Where the log and the store are: the environment laid over the configuration file. */
export interface Places {
  /** Absolute. */
  readonly data: string;
  /** Somebody said where it is, and so that it outlives the process. */
  readonly dataIsNamed: boolean;
  readonly kafka: KafkaOption | undefined;
  readonly postgres: PostgresOption | undefined;
}

export interface GivenPlaces {
  readonly places: Places;
  readonly environment: Environment;
  readonly config: DeskrailConfig;
}

/** Throws `config-invalid` with all that is wrong. */
export async function readPlaces(options: {
  readonly variables: Variables;
  readonly directory: string;
  readonly configPath?: string | undefined;
}): Promise<GivenPlaces> {
  const environment = readEnvironment(options.variables);
  const { config: loaded, path } = await loadConfig({ path: options.configPath, directory: options.directory });
  const policy = policyOf({ environment, config: loaded, path, directory: options.directory });
  const config = { ...loaded, ...(policy !== undefined && { policy }) };
  const named = environment.data ?? config.data;
  const postgres = environment.databaseUrl ? { ...config.postgres, url: environment.databaseUrl } : config.postgres;
  const places: Places = {
    data: resolve(options.directory, named ?? defaultData),
    dataIsNamed: named !== undefined,
    kafka: await kafkaPlace(environment.kafka, config.kafka, options.directory),
    postgres,
  };
  return { places, environment, config };
}

/** The environment's, from the working directory, before the configuration file's, from there. */
function policyOf(given: {
  readonly environment: Environment;
  readonly config: DeskrailConfig;
  readonly path: string | undefined;
  readonly directory: string;
}): DeskrailConfig['policy'] {
  const { environment, config, path, directory } = given;
  if (environment.policy !== undefined) return resolve(directory, environment.policy);
  if (typeof config.policy !== 'string') return config.policy;
  return resolve(path === undefined ? directory : dirname(path), config.policy);
}

async function kafkaPlace(
  given: KafkaEnvironment | undefined,
  configured: KafkaOption | undefined,
  directory: string,
): Promise<KafkaOption | undefined> {
  const { tls: fromFiles, ...rest } = given ?? {};
  const brokers = rest.brokers ?? configured?.brokers;
  // Without brokers the rest says nothing: others have variables of these names too.
  if (brokers === undefined) return undefined;
  const tls = typeof fromFiles === 'object' ? await readPem(fromFiles, directory) : (fromFiles ?? configured?.tls);
  return { ...configured, ...rest, brokers, ...(tls !== undefined && { tls }) };
}

async function readPem(
  files: { readonly caFile?: string; readonly certFile?: string; readonly keyFile?: string },
  directory: string,
): Promise<{ readonly ca?: string; readonly cert?: string; readonly key?: string }> {
  const read = async (where: string, path: string | undefined) => {
    if (path === undefined) return undefined;
    const text = await readFile(resolve(directory, path), 'utf8').catch((error: NodeJS.ErrnoException) => {
      const wrong = `${path} cannot be read (${error.code ?? 'the system refused'})`;
      throw configError([{ where, wrong, write: 'Write the path of a PEM file that this user may read.' }]);
    });
    if (text.includes('-----BEGIN ')) return text;
    throw configError([{ where, wrong: `${path} is no PEM file`, write: 'Write the path of one.' }]);
  };
  const ca = await read('KAFKA_TLS_CA_FILE', files.caFile);
  const cert = await read('KAFKA_TLS_CERT_FILE', files.certFile);
  const key = await read('KAFKA_TLS_KEY_FILE', files.keyFile);
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}
