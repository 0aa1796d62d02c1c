import { z } from 'zod';
import type { ConfigProblem } from './problems.js';
import { isSet, type Variables, variableReader } from './variables.js';

/** One connection of each desk, as the environment has it. */
export interface DeskEnvironment {
  readonly zendesk?: TicketDeskEnvironment;
  readonly freshdesk?: TicketDeskEnvironment;
  readonly twilio?: TwilioEnvironment;
}

export type EnvironmentDesk = keyof DeskEnvironment;

interface Rest {
  readonly url: string;
  readonly token: string;
}

export interface TicketDeskEnvironment {
  /** Newest first. */
  readonly secrets: readonly string[];
  readonly rest: Rest | undefined;
  /** Ask the desk, while a webhook waits, for what that leaves out. */
  readonly enrich: boolean | undefined;
}

export interface TwilioEnvironment {
  /** Auth tokens: they sign, and the newest gives access to the API. */
  readonly secrets: readonly string[];
  readonly accountSid: string | undefined;
  /** As Twilio was told it, without the query. */
  readonly publicUrl: string | undefined;
  /** Of the API, where it is not Twilio's own. */
  readonly url: string | undefined;
}

const loopbacks = ['localhost', '127.0.0.1', '[::1]'];

/** An origin that a desk's API is reached by; plain http on this machine alone. */
function deskUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, search, hash, username, password } = new URL(text);
  const secure = protocol === 'https:' || (protocol === 'http:' && loopbacks.includes(hostname));
  return secure && pathname === '/' && `${search}${hash}${username}${password}` === '';
}

/** What a webhook's sender was told; its query comes with each request. */
function publicUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, search, hash } = new URL(text);
  return (protocol === 'https:' || protocol === 'http:') && `${search}${hash}` === '';
}

const list = (text: string) => text.split(',').map((part) => part.trim());
const secrets = z
  .string()
  .transform(list)
  .refine((parts) => parts.every((part) => part !== ''));
const emptyPart = 'it is empty, or one of its parts is';
const deskAddress = z
  .string()
  .refine(deskUrl)
  .transform((url) => new URL(url).origin);

const enrich = {
  schema: z.enum(['0', '1', 'false', 'true']).transform((text) => text === '1' || text === 'true'),
  wrong: 'it is neither on nor off',
  write: 'Write true or false.',
};

export const deskRules = {
  DESKRAIL_ZENDESK_SECRET: {
    schema: secrets,
    wrong: emptyPart,
    write:
      'Write the signing secret that Zendesk shows for the webhook; while one is rotated, both with a comma between.',
    secret: true,
  },
  DESKRAIL_ZENDESK_URL: {
    schema: deskAddress,
    wrong: 'it is not the address of a Zendesk account',
    write: 'Write https, the host and nothing else, such as https://acme.zendesk.com.',
  },
  DESKRAIL_ZENDESK_TOKEN: {
    schema: z.string().regex(/^(Bearer \S+|[^\s/]+@[^\s/]+\/token:\S+)$/),
    wrong: 'it has neither of the two forms that Zendesk takes',
    write: 'Write email/token:api_token, such as bot@acme.example/token:abc, or Bearer and an OAuth token.',
    secret: true,
  },
  DESKRAIL_ZENDESK_ENRICH: enrich,
  DESKRAIL_FRESHDESK_SECRET: {
    schema: secrets,
    wrong: emptyPart,
    write:
      'Write what `openssl rand -hex 32` prints, and the same in the rule’s webhook: as the header X-Deskrail-Secret, as the Basic password, or in the URL.',
    secret: true,
  },
  DESKRAIL_FRESHDESK_URL: {
    schema: deskAddress,
    wrong: 'it is not the address of a Freshdesk account',
    write: 'Write https, the host and nothing else, such as https://acme.freshdesk.com.',
  },
  DESKRAIL_FRESHDESK_KEY: {
    schema: z.string().regex(/^[\x21-\x39\x3b-\x7e]{1,256}$/),
    wrong: 'it is no API key',
    write: 'Write the API key from the agent’s profile settings, without the colon and what follows it.',
    secret: true,
  },
  DESKRAIL_FRESHDESK_ENRICH: enrich,
  DESKRAIL_TWILIO_AUTH_TOKEN: {
    schema: secrets,
    wrong: emptyPart,
    write: 'Write the account’s auth token from Twilio’s console; while one is rotated, both with a comma between.',
    secret: true,
  },
  DESKRAIL_TWILIO_ACCOUNT_SID: {
    schema: z.string().regex(/^AC[0-9a-f]{32}$/i),
    wrong: 'it is no account SID',
    write: 'Write the SID that begins with AC, from Twilio’s console.',
  },
  DESKRAIL_TWILIO_PUBLIC_URL: {
    schema: z.string().refine(publicUrl),
    wrong: 'it is not the address that Twilio was told, without a query',
    write:
      'Write scheme, host, port and path as they stand in Twilio’s console, such as https://support.example.com/webhooks/twilio.',
  },
  DESKRAIL_TWILIO_URL: {
    schema: deskAddress,
    wrong: 'it is not an address of an API like Twilio’s',
    write: 'Unset it for Twilio itself; for another, write https, the host and nothing else.',
  },
};

type Name = keyof typeof deskRules;

/** What must be set where another is: the first without a second makes half a connection. */
const needs: readonly (readonly [where: Name, because: Name])[] = [
  ['DESKRAIL_ZENDESK_TOKEN', 'DESKRAIL_ZENDESK_URL'],
  ['DESKRAIL_ZENDESK_URL', 'DESKRAIL_ZENDESK_TOKEN'],
  ['DESKRAIL_ZENDESK_SECRET', 'DESKRAIL_ZENDESK_URL'],
  ['DESKRAIL_ZENDESK_SECRET', 'DESKRAIL_ZENDESK_TOKEN'],
  ['DESKRAIL_ZENDESK_URL', 'DESKRAIL_ZENDESK_ENRICH'],
  ['DESKRAIL_FRESHDESK_URL', 'DESKRAIL_FRESHDESK_ENRICH'],
  ['DESKRAIL_FRESHDESK_KEY', 'DESKRAIL_FRESHDESK_URL'],
  ['DESKRAIL_FRESHDESK_URL', 'DESKRAIL_FRESHDESK_KEY'],
  ['DESKRAIL_FRESHDESK_SECRET', 'DESKRAIL_FRESHDESK_URL'],
  ['DESKRAIL_FRESHDESK_SECRET', 'DESKRAIL_FRESHDESK_KEY'],
  ['DESKRAIL_TWILIO_AUTH_TOKEN', 'DESKRAIL_TWILIO_ACCOUNT_SID'],
  ['DESKRAIL_TWILIO_AUTH_TOKEN', 'DESKRAIL_TWILIO_PUBLIC_URL'],
  ['DESKRAIL_TWILIO_AUTH_TOKEN', 'DESKRAIL_TWILIO_URL'],
  ['DESKRAIL_TWILIO_ACCOUNT_SID', 'DESKRAIL_TWILIO_URL'],
];

/** The desks that the environment configures; what is wrong is put among the problems. */
export function readDesks(variables: Variables, problems: ConfigProblem[]): DeskEnvironment {
  const read = variableReader(variables, deskRules, problems);
  const zendesk = read('DESKRAIL_ZENDESK_SECRET');
  const zendeskRest = rest(read('DESKRAIL_ZENDESK_URL'), read('DESKRAIL_ZENDESK_TOKEN'));
  const zendeskEnrich = read('DESKRAIL_ZENDESK_ENRICH');
  const freshdesk = read('DESKRAIL_FRESHDESK_SECRET');
  const freshdeskRest = rest(read('DESKRAIL_FRESHDESK_URL'), read('DESKRAIL_FRESHDESK_KEY'));
  const freshdeskEnrich = read('DESKRAIL_FRESHDESK_ENRICH');
  const tokens = read('DESKRAIL_TWILIO_AUTH_TOKEN');
  const twilio = {
    accountSid: read('DESKRAIL_TWILIO_ACCOUNT_SID'),
    publicUrl: read('DESKRAIL_TWILIO_PUBLIC_URL'),
    url: read('DESKRAIL_TWILIO_URL'),
  };
  problems.push(...missingParts(variables));
  return {
    ...(zendesk && { zendesk: { secrets: zendesk, rest: zendeskRest, enrich: zendeskEnrich } }),
    ...(freshdesk && { freshdesk: { secrets: freshdesk, rest: freshdeskRest, enrich: freshdeskEnrich } }),
    ...(tokens && { twilio: { secrets: tokens, ...twilio } }),
  };
}

const rest = (url: string | undefined, token: string | undefined): Rest | undefined =>
  url && token ? { url, token } : undefined;

function missingParts(variables: Variables): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  for (const [where, because] of needs) {
    if (!isSet(variables, because) || variables[where] !== undefined) continue;
    if (problems.some((problem) => problem.where === where)) continue;
    problems.push({ where, wrong: `it is not set, though ${because} is`, write: deskRules[where].write });
  }
  return problems;
}
