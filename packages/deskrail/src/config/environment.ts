import { z } from 'zod';
import { type ConfigProblem, configError } from './problems.js';

/** What the environment says, checked; what is absent was not set. */
export interface Environment {
  /** 0 lets the system choose. */
  readonly port: number | undefined;
  readonly host: string | undefined;
  readonly data: string | undefined;
  readonly apiKey: string | undefined;
  readonly zendesk: ZendeskEnvironment | undefined;
  readonly knowledge: readonly string[] | undefined;
  readonly demo: boolean;
  readonly logLevel: LogLevel | undefined;
  /** `DESKRAIL_…` variables that nothing reads: most often a slip of the pen. */
  readonly unknown: readonly string[];
}

export interface ZendeskEnvironment {
  /** Newest first. */
  readonly secrets: readonly string[];
  readonly rest: { readonly url: string; readonly token: string } | undefined;
}

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

type Variables = Readonly<Record<string, string | undefined>>;

const loopbacks = ['localhost', '127.0.0.1', '[::1]'];

/** Names the part of the URL that is not what Zendesk's API is reached by. */
function deskUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, search, hash, username, password } = new URL(text);
  const secure = protocol === 'https:' || (protocol === 'http:' && loopbacks.includes(hostname));
  return secure && pathname === '/' && `${search}${hash}${username}${password}` === '';
}

const list = (text: string) => text.split(',').map((part) => part.trim());
const filled = (parts: readonly string[]) => parts.every((part) => part !== '');

/** One rule per variable: how it is read, and what its error says. A message is what was wrong, then what to write. */
const rules = {
  PORT: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .refine((port) => port <= 65_535),
  HOST: z.string().regex(/^[\w.:-]+$/),
  DESKRAIL_DATA: z.string().refine((path) => !path.includes('\0')),
  DESKRAIL_API_KEY: z.string().regex(/^[\x21-\x7e]{1,512}$/),
  DESKRAIL_ZENDESK_SECRET: z.string().transform(list).refine(filled),
  DESKRAIL_ZENDESK_URL: z
    .string()
    .refine(deskUrl)
    .transform((url) => new URL(url).origin),
  DESKRAIL_ZENDESK_TOKEN: z.string().regex(/^(Bearer \S+|[^\s/]+@[^\s/]+\/token:\S+)$/),
  DESKRAIL_KNOWLEDGE: z.string().transform(list).refine(filled),
  DESKRAIL_DEMO: z.enum(['0', '1', 'false', 'true']).transform((text) => text === '1' || text === 'true'),
  DESKRAIL_LOG: z.enum(logLevels),
} as const;

type Name = keyof typeof rules;

const advice: Readonly<Record<Name, readonly [wrong: string, write: string]>> = {
  PORT: ['it is no port', 'Write a whole number from 0 to 65535, such as 3000; 0 takes any free port.'],
  HOST: ['it is no address', 'Write an address to listen on, such as 127.0.0.1 or 0.0.0.0.'],
  DESKRAIL_DATA: ['it is no path', 'Write the path of a directory, such as .deskrail.'],
  DESKRAIL_API_KEY: [
    'it is too long, or holds a space or another character that no header takes',
    'Write what `openssl rand -hex 32` prints, or unset it, and one is made.',
  ],
  DESKRAIL_ZENDESK_SECRET: [
    'it is empty, or one of its parts is',
    'Write the signing secret that Zendesk shows for the webhook; while one is rotated, both with a comma between.',
  ],
  DESKRAIL_ZENDESK_URL: [
    'it is not the address of a Zendesk account',
    'Write https, the host and nothing else, such as https://acme.zendesk.com.',
  ],
  DESKRAIL_ZENDESK_TOKEN: [
    'it has neither of the two forms that Zendesk takes',
    'Write email/token:api_token, such as bot@acme.example/token:abc, or Bearer and an OAuth token.',
  ],
  DESKRAIL_KNOWLEDGE: [
    'it is empty, or one of its parts is',
    'Write the path of a folder of Markdown articles; several with commas between.',
  ],
  DESKRAIL_DEMO: ['it is neither on nor off', 'Write 0 to serve without the emulated desk, or 1.'],
  DESKRAIL_LOG: ['it is no log level', `Write one of ${logLevels.join(', ')}.`],
};

/** An empty one of these was meant to hold something, and refuses to start; any other empty variable counts as unset. */
const secrets: readonly string[] = ['DESKRAIL_API_KEY', 'DESKRAIL_ZENDESK_SECRET', 'DESKRAIL_ZENDESK_TOKEN'];
const elsewhere = ['DESKRAIL_DEBUG'];

/** Read and check every variable; throws one `config-invalid` that names all that is wrong and holds no value. */
export function readEnvironment(variables: Variables): Environment {
  const problems: ConfigProblem[] = [];

  function read<Key extends Name>(name: Key): z.output<(typeof rules)[Key]> | undefined {
    const text = variables[name];
    if (text === undefined || (text.trim() === '' && !secrets.includes(name))) return undefined;
    const result = rules[name].safeParse(text.trim());
    if (result.success) return result.data as z.output<(typeof rules)[Key]>;
    const [wrong, write] = advice[name];
    problems.push({ where: name, wrong: text.trim() === '' ? 'it is set and empty' : wrong, write });
    return undefined;
  }

  const environment = {
    port: read('PORT'),
    host: read('HOST'),
    data: read('DESKRAIL_DATA'),
    apiKey: read('DESKRAIL_API_KEY'),
    knowledge: read('DESKRAIL_KNOWLEDGE'),
    demo: read('DESKRAIL_DEMO') ?? true,
    logLevel: read('DESKRAIL_LOG'),
  };
  const secretsRead = read('DESKRAIL_ZENDESK_SECRET');
  const url = read('DESKRAIL_ZENDESK_URL');
  const token = read('DESKRAIL_ZENDESK_TOKEN');
  problems.push(...missingZendeskParts(variables));
  if (problems.length > 0) throw configError(problems);
  return {
    ...environment,
    zendesk: secretsRead && { secrets: secretsRead, rest: url && token ? { url, token } : undefined },
    unknown: Object.keys(variables).filter(
      (name) => name.startsWith('DESKRAIL_') && !(name in rules) && !elsewhere.includes(name),
    ),
  };
}

function missingZendeskParts(variables: Variables): ConfigProblem[] {
  const has = (name: Name) => (variables[name] ?? '').trim() !== '';
  const problems: ConfigProblem[] = [];
  const needs = (where: Name, because: Name, write: string) => {
    if (has(because) && variables[where] === undefined) {
      problems.push({ where, wrong: `it is not set, though ${because} is`, write });
    }
  };
  needs('DESKRAIL_ZENDESK_TOKEN', 'DESKRAIL_ZENDESK_URL', advice.DESKRAIL_ZENDESK_TOKEN[1]);
  needs('DESKRAIL_ZENDESK_URL', 'DESKRAIL_ZENDESK_TOKEN', advice.DESKRAIL_ZENDESK_URL[1]);
  const because = has('DESKRAIL_ZENDESK_URL') ? 'DESKRAIL_ZENDESK_URL' : 'DESKRAIL_ZENDESK_TOKEN';
  needs('DESKRAIL_ZENDESK_SECRET', because, advice.DESKRAIL_ZENDESK_SECRET[1]);
  return problems;
}
