import { z } from 'zod';
import type { ConfigProblem } from './problems.js';
import { isSet, type Variables, variableReader } from './variables.js';

/** What the environment says about Kafka; each part stands in the place of the configuration file's. */
export interface KafkaEnvironment {
  readonly brokers?: readonly string[];
  readonly clientId?: string;
  readonly topicPrefix?: string;
  /** False says that there is none, whatever the configuration file says. */
  readonly tls?: boolean | { readonly caFile?: string; readonly certFile?: string; readonly keyFile?: string };
  readonly sasl?: { readonly mechanism: SaslMechanism; readonly username: string; readonly password: string };
  readonly driver?: KafkaDriverName;
  readonly development?: boolean;
  readonly sharedStorage?: boolean;
}

export const saslMechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;
export type SaslMechanism = (typeof saslMechanisms)[number];

export const kafkaDrivers = ['kafkajs', 'platformatic'] as const;
export type KafkaDriverName = (typeof kafkaDrivers)[number];

/** `host:port`, where the host is a name, an IPv4 address, or an IPv6 address in brackets. */
export const brokerAddress = /^(\[[\da-f:.]+\]|[\w.-]+):([1-9]\d{0,4})$/i;
export const clientIdText = /^[\w.-]{1,128}$/;
/** Kafka's names: with the longest of our topics behind it, 249 characters at most. */
export const topicPrefixText = /^[\w.-]{0,200}$/;

const yesOrNo = z.enum(['0', '1', 'false', 'true']).transform((text) => text === '1' || text === 'true');
const switchAdvice = { wrong: 'it is neither on nor off', write: 'Write true or false.' };
const fileAdvice = (what: string) => ({
  schema: z.string().refine((path) => !path.includes('\0')),
  wrong: 'it is no path',
  write: `Write the path of a PEM file that holds ${what}.`,
});

const isDatabaseUrl = (text: string): boolean =>
  URL.canParse(text) && ['postgres:', 'postgresql:'].includes(new URL(text).protocol);

export const brokerRules = {
  KAFKA_BROKERS: {
    schema: z
      .string()
      .transform((text) => text.split(',').map((part) => part.trim()))
      .refine((addresses) => addresses.every((address) => brokerAddress.test(address))),
    wrong: 'one of its parts is no address of a broker',
    write: 'Write host:port, several with commas between, such as kafka-1:9092,kafka-2:9092.',
  },
  KAFKA_CLIENT_ID: {
    schema: z.string().regex(clientIdText),
    wrong: 'it is too long, or holds more than letters, digits, dots and dashes',
    write: 'Write the name by which brokers know this process, such as deskrail.',
  },
  KAFKA_TOPIC_PREFIX: {
    schema: z.string().regex(topicPrefixText),
    wrong: 'it is too long, or holds more than letters, digits, dots and dashes',
    write: 'Write what stands before every topic’s name, such as acme. with the dot.',
  },
  KAFKA_TLS: { schema: yesOrNo, ...switchAdvice },
  KAFKA_TLS_CA_FILE: fileAdvice('the certificates of the authorities to trust'),
  KAFKA_TLS_CERT_FILE: fileAdvice('this client’s certificate'),
  KAFKA_TLS_KEY_FILE: fileAdvice('the key of this client’s certificate'),
  KAFKA_SASL_MECHANISM: {
    schema: z
      .string()
      .transform((text) => text.toLowerCase())
      .pipe(z.enum(saslMechanisms)),
    wrong: 'it is no mechanism that is known here',
    write: `Write one of ${saslMechanisms.join(', ')}.`,
  },
  KAFKA_SASL_USERNAME: { schema: z.string().min(1), wrong: 'it is empty', write: 'Write the user’s name.' },
  KAFKA_SASL_PASSWORD: {
    schema: z.string().min(1),
    wrong: 'it is empty',
    write: 'Write the user’s password.',
    secret: true,
  },
  KAFKA_DRIVER: {
    schema: z.enum(kafkaDrivers),
    wrong: 'there is no such driver',
    write: `Write one of ${kafkaDrivers.join(', ')}, or unset it.`,
  },
  KAFKA_DEVELOPMENT: { schema: yesOrNo, ...switchAdvice },
  KAFKA_SHARED_STORAGE: { schema: yesOrNo, ...switchAdvice },
  DATABASE_URL: {
    schema: z.string().refine(isDatabaseUrl),
    wrong: 'it is not the address of a PostgreSQL database',
    write: 'Write postgres://user:password@host:5432/database, with what is special in the password percent-encoded.',
    secret: true,
  },
};

type Name = keyof typeof brokerRules;

export function readBrokers(
  variables: Variables,
  problems: ConfigProblem[],
): { readonly kafka: KafkaEnvironment | undefined; readonly databaseUrl: string | undefined } {
  const read = variableReader(variables, brokerRules, problems);
  problems.push(...contradictions(variables));
  const [brokers, clientId, topicPrefix] = [read('KAFKA_BROKERS'), read('KAFKA_CLIENT_ID'), read('KAFKA_TOPIC_PREFIX')];
  const [caFile, certFile, keyFile] = [
    read('KAFKA_TLS_CA_FILE'),
    read('KAFKA_TLS_CERT_FILE'),
    read('KAFKA_TLS_KEY_FILE'),
  ];
  const files = { ...(caFile && { caFile }), ...(certFile && { certFile }), ...(keyFile && { keyFile }) };
  const tls = Object.keys(files).length > 0 ? files : read('KAFKA_TLS');
  const mechanism = read('KAFKA_SASL_MECHANISM');
  const username = read('KAFKA_SASL_USERNAME');
  const password = read('KAFKA_SASL_PASSWORD');
  const driver = read('KAFKA_DRIVER');
  const [development, sharedStorage] = [read('KAFKA_DEVELOPMENT'), read('KAFKA_SHARED_STORAGE')];
  const kafka: KafkaEnvironment = {
    ...(brokers && { brokers }),
    ...(clientId && { clientId }),
    ...(topicPrefix !== undefined && { topicPrefix }),
    ...(tls !== undefined && { tls }),
    ...(mechanism && username && password && { sasl: { mechanism, username, password } }),
    ...(driver && { driver }),
    ...(development !== undefined && { development }),
    ...(sharedStorage !== undefined && { sharedStorage }),
  };
  return {
    kafka: Object.keys(kafka).length > 0 ? kafka : undefined,
    databaseUrl: read('DATABASE_URL'),
  };
}

/** What needs another variable that is not set, or says the opposite of one. */
function contradictions(variables: Variables): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const has = (name: Name) => isSet(variables, name);
  const needs = (where: Name, because: Name) => {
    if (!has(because) || variables[where] !== undefined) return;
    problems.push({ where, wrong: `it is not set, though ${because} is`, write: brokerRules[where].write });
  };
  needs('KAFKA_TLS_KEY_FILE', 'KAFKA_TLS_CERT_FILE');
  needs('KAFKA_TLS_CERT_FILE', 'KAFKA_TLS_KEY_FILE');
  needs('KAFKA_SASL_USERNAME', 'KAFKA_SASL_MECHANISM');
  needs('KAFKA_SASL_PASSWORD', 'KAFKA_SASL_MECHANISM');
  const because = has('KAFKA_SASL_USERNAME') ? 'KAFKA_SASL_USERNAME' : 'KAFKA_SASL_PASSWORD';
  needs('KAFKA_SASL_MECHANISM', because);
  const files: readonly Name[] = ['KAFKA_TLS_CA_FILE', 'KAFKA_TLS_CERT_FILE', 'KAFKA_TLS_KEY_FILE'];
  const file = files.find(has);
  if (file !== undefined && ['0', 'false'].includes(variables.KAFKA_TLS?.trim() ?? '')) {
    problems.push({ where: 'KAFKA_TLS', wrong: `it says no, though ${file} is set`, write: 'Unset one of the two.' });
  }
  return problems;
}
