import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Connections, type Delivery, isTimestamp } from '@deskrail/contracts';
import { connectionsOf } from '../config/environment-connections.js';
import { readPlaces } from '../config/places.js';
import { type CapturedRequest, readCapturedRequest } from '../doctor/captured-request.js';
import { connectionOf, deskNames } from '../doctor/connection-of.js';
import { explainDelivery } from '../doctor/explain-delivery.js';
import { told } from '../doctor/told.js';
import type { CommandDefinition, Given } from './definition.js';
import { usageError } from './parse.js';
import type { Terminal } from './terminal.js';
import { wayOf } from './ways.js';

const ways = ['webhook'] as const;
const bodyLimitBytes = 1024 * 1024;

export const doctor: CommandDefinition = {
  name: 'doctor',
  about: 'Explain a captured webhook offline: its signature, and what would come of it.',
  positionals: `<${ways.join(' | ')}>`,
  positionalCount: [1, 1],
  options: {
    file: { type: 'string', value: 'path', about: 'Request line, headers, an empty line and the body; or a HAR file.' },
    desk: {
      type: 'string',
      value: 'desk',
      choices: deskNames,
      about: `One of ${deskNames.join(', ')}. Default: by the path.`,
    },
    secret: { type: 'string', value: 'secret', about: 'In the place of the configured ones; several by comma.' },
    url: {
      type: 'string',
      value: 'url',
      about: 'As the desk was told it. Twilio signs it. Default: as configured, else by Host.',
    },
    at: { type: 'string', value: 'time', about: 'When it came, such as 2026-01-31T09:30:00Z. Default: now.' },
    'show-text': { type: 'boolean', about: 'Print what facts hold, personal text included.' },
    config: { type: 'string', value: 'path', about: 'As for serve.' },
  },
  more: `It reads with the same adapters as an instance, with the connection's secrets of the environment or deskrail.config.ts. Nothing is sent
and nothing is kept; no secret is printed. Exit code 0 where an instance would take it in, 1 where it would not. A time that is too far off is
told, and the rest is explained as of the request's own time.`,
  examples: [
    'deskrail doctor webhook --desk twilio --file request.http',
    'deskrail doctor webhook --file request.http --at 2026-01-31T09:30:00Z --show-text',
    'deskrail doctor webhook --desk zendesk --file request.http --secret "$SECRET"',
  ],
  async run(given, terminal) {
    wayOf(given.positionals[0], ways, 'doctor');
    const path = given.text('file');
    if (path === undefined) throw usageError('Which request? Write --file request.http.', 'doctor');
    const captured = readCapturedRequest(await read(resolve(terminal.directory, path)));
    const url = urlAsked(given, captured);
    const route = routeOf(url);
    const asked = {
      desk: given.text('desk') ?? deskOf(captured.headers, route?.connection, given),
      secrets: given
        .text('secret')
        ?.split(',')
        .map((part) => part.trim()),
      url: given.text('url'),
      id: route?.connection,
    };
    const { connection, why } = await connectionOf(await connectionsAsked(given, terminal), asked);
    connection.adapter.checkConnection(connection);
    const { method, headers, body } = captured;
    const receivedAtMs = atAsked(given) ?? terminal.now();
    const secret = route?.pathSecret;
    const delivery: Delivery = {
      method,
      url,
      headers,
      body,
      receivedAtMs,
      ...(secret !== undefined && { pathSecret: secret }),
    };
    const early = refusedEarly(delivery, connection.adapter.methods);
    const explanation = await explainDelivery(connection, delivery);
    const showText = given.flag('show-text');
    const lines = told({ captured, delivery, connection, why, explanation, showText });
    for (const [label, text] of lines.slice(0, early === undefined ? undefined : 2)) {
      await terminal.print(`${label.padEnd(10)}  ${text}`);
    }
    if (early !== undefined) await terminal.print(`${'so'.padEnd(10)}  ${early}`);
    return explanation.takenIn && early === undefined ? 0 : 1;
  },
};

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'the system refused';
    throw usageError(`${path} cannot be read (${code}).`, 'doctor');
  }
}

async function connectionsAsked(given: Given, terminal: Terminal): Promise<Connections> {
  const { environment: variables, directory } = terminal;
  const { environment, config } = await readPlaces({ variables, directory, configPath: given.text('config') });
  return connectionsOf(config.connections, environment.desks, config.tenant ?? 'default');
}

/** As an instance would see it, or as was said; the query is always the request's. */
function urlAsked(given: Given, { target, headers }: CapturedRequest): string {
  const told = given.text('url');
  const own = URL.canParse(target) ? target : `http://${headers.get('host') ?? 'localhost'}${target}`;
  if (told === undefined) return own;
  if (!URL.canParse(told))
    throw usageError('--url is no address: write https://support.example.com/webhooks/twilio.', 'doctor');
  return told.includes('?') ? told : `${told}${/\?[^#]*/.exec(own)?.[0] ?? ''}`;
}

function routeOf(url: string): { readonly connection: string; readonly pathSecret: string | undefined } | undefined {
  const [, connection, secret] = /\/webhooks\/([^/?#]+)(?:\/([^/?#]+))?\/?(?:[?#]|$)/.exec(url) ?? [];
  if (connection === undefined) return undefined;
  try {
    return { connection: decodeURIComponent(connection), pathSecret: secret && decodeURIComponent(secret) };
  } catch {
    return undefined;
  }
}

/** With a secret alone the headers have to say whose it is, or the path: a connection is named as its desk by default. */
function deskOf(headers: Headers, id: string | undefined, given: Given): string | undefined {
  if (given.text('secret') === undefined) return undefined;
  if (headers.has('x-zendesk-webhook-signature')) return 'zendesk';
  if (headers.has('x-twilio-signature')) return 'twilio';
  return deskNames.find((name) => name === id);
}

function atAsked(given: Given): number | undefined {
  const text = given.text('at');
  if (text === undefined) return undefined;
  if (isTimestamp(text)) return Date.parse(text);
  throw usageError('--at is no time: write 2026-01-31T09:30:00Z.', 'doctor');
}

/** What is refused before anything is verified. */
function refusedEarly(
  { method, body }: Delivery,
  methods: readonly string[] = ['POST', 'PUT', 'PATCH'],
): string | undefined {
  if (!methods.includes(method))
    return `It would be refused with 405: this desk’s webhooks come by ${methods.join(', ')}.`;
  return body.length > bodyLimitBytes ? 'It would be refused with 413: the body is over 1 MiB.' : undefined;
}
