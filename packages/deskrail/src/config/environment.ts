import type { JwtIssuer } from '@deskrail/server';
import { z } from 'zod';
import { brokerRules, type KafkaEnvironment, readBrokers } from './broker-environment.js';
import { copilotRules, type OpenAiEnvironment, readCopilot } from './copilot-environment.js';
import { type DeskEnvironment, deskRules, readDesks } from './desk-environment.js';
import { jwtRules, readJwt } from './jwt-environment.js';
import { type ConfigProblem, configError } from './problems.js';
import { readSigningKeys, type WrittenKey } from './signing-keys.js';
import { type Variables, variableReader } from './variables.js';

/** What the environment says, checked; what is absent was not set. */
export interface Environment {
  /** 0 lets the system choose. */
  readonly port: number | undefined;
  readonly host: string | undefined;
  readonly data: string | undefined;
  readonly apiKey: string | undefined;
  /** The first signs, all verify. */
  readonly signingKeys: readonly [WrittenKey, ...WrittenKey[]] | undefined;
  readonly desks: DeskEnvironment;
  readonly knowledge: readonly string[] | undefined;
  readonly macros: string | undefined;
  readonly intents: string | undefined;
  readonly policy: string | undefined;
  readonly openAi: OpenAiEnvironment | undefined;
  readonly kafka: KafkaEnvironment | undefined;
  /** Holds a password: for the database alone. */
  readonly databaseUrl: string | undefined;
  /** Of the instance's tenant. */
  readonly jwt: JwtIssuer | undefined;
  readonly demo: boolean;
  readonly logLevel: LogLevel | undefined;
  /** Variables that look like ours and that nothing reads: most often a slip of the pen. */
  readonly unknown: readonly string[];
}

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

const list = (text: string) => text.split(',').map((part) => part.trim());
const filled = (parts: readonly string[]) => parts.every((part) => part !== '');

const rules = {
  PORT: {
    schema: z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number)
      .refine((port) => port <= 65_535),
    wrong: 'it is no port',
    write: 'Write a whole number from 0 to 65535, such as 3000; 0 takes any free port.',
  },
  HOST: {
    schema: z.string().regex(/^[\w.:-]+$/),
    wrong: 'it is no address',
    write: 'Write an address to listen on, such as 127.0.0.1 or 0.0.0.0.',
  },
  DESKRAIL_DATA: {
    schema: z.string().refine((path) => !path.includes('\0')),
    wrong: 'it is no path',
    write: 'Write the path of a directory, such as .deskrail.',
  },
  DESKRAIL_API_KEY: {
    schema: z.string().regex(/^[\x21-\x7e]{1,512}$/),
    wrong: 'it is too long, or holds a space or another character that no header takes',
    write: 'Write what `openssl rand -hex 32` prints, or unset it, and one is made.',
    secret: true,
  },
  DESKRAIL_SIGNING_KEY: {
    schema: z.string().transform((text, context) => {
      const keys = readSigningKeys(text);
      if (keys === undefined) context.addIssue({ code: 'custom' });
      return keys as NonNullable<typeof keys>;
    }),
    wrong: 'it is no list of id:base64 with 32 bytes or more each',
    write:
      'Write an id, a colon and what `openssl rand -base64 32` prints; several with commas: the first signs, all verify.',
    secret: true,
  },
  DESKRAIL_KNOWLEDGE: {
    schema: z.string().transform(list).refine(filled),
    wrong: 'it is empty, or one of its parts is',
    write: 'Write the path of a folder of articles (Markdown, HTML, JSON); several with commas between.',
  },
  DESKRAIL_MACROS: {
    schema: z.string().refine((path) => path !== '' && !path.includes('\0')),
    wrong: 'it is no path',
    write: 'Write the path of a JSON file of macros, such as macros.json.',
  },
  DESKRAIL_INTENTS: {
    schema: z.string().refine((path) => path !== '' && !path.includes('\0')),
    wrong: 'it is no path',
    write: 'Write the path of a file that `deskrail train` made.',
  },
  DESKRAIL_POLICY: {
    schema: z.string().refine((path) => path !== '' && !path.includes('\0')),
    wrong: 'it is no path',
    write: 'Write the path of a YAML or JSON file of rules, such as policy.yaml.',
  },
  DESKRAIL_DEMO: {
    schema: z.enum(['0', '1', 'false', 'true']).transform((text) => text === '1' || text === 'true'),
    wrong: 'it is neither on nor off',
    write: 'Write 0 to serve without the emulated desk, or 1.',
  },
  DESKRAIL_LOG: {
    schema: z.enum(logLevels),
    wrong: 'it is no log level',
    write: `Write one of ${logLevels.join(', ')}.`,
  },
};

const elsewhere = ['DESKRAIL_DEBUG'];
/** All that are read, here or elsewhere. */
export const knownVariables: readonly string[] = [
  ...Object.keys(rules),
  ...Object.keys(deskRules),
  ...Object.keys(brokerRules),
  ...Object.keys(copilotRules),
  ...Object.keys(jwtRules),
  ...elsewhere,
];
/** Others have variables that begin with `KAFKA_` too. */
const ours = /^(DESKRAIL|KAFKA_(BROKER|CLIENT|TOPIC|TLS|SASL|DRIVER|DEV))/;

/** Read and check every variable; throws one `config-invalid` that names all that is wrong and holds no value. */
export function readEnvironment(variables: Variables): Environment {
  const problems: ConfigProblem[] = [];
  const read = variableReader(variables, rules, problems);
  const environment = {
    port: read('PORT'),
    host: read('HOST'),
    data: read('DESKRAIL_DATA'),
    apiKey: read('DESKRAIL_API_KEY'),
    signingKeys: read('DESKRAIL_SIGNING_KEY'),
    knowledge: read('DESKRAIL_KNOWLEDGE'),
    macros: read('DESKRAIL_MACROS'),
    intents: read('DESKRAIL_INTENTS'),
    policy: read('DESKRAIL_POLICY'),
    demo: read('DESKRAIL_DEMO') ?? true,
    logLevel: read('DESKRAIL_LOG'),
    ...readBrokers(variables, problems),
  };
  const desks = readDesks(variables, problems);
  const openAi = readCopilot(variables, problems);
  const jwt = readJwt(variables, problems);
  if (problems.length > 0) throw configError(problems);
  return {
    ...environment,
    desks,
    openAi,
    jwt,
    unknown: Object.keys(variables).filter((name) => ours.test(name) && !knownVariables.includes(name)),
  };
}
