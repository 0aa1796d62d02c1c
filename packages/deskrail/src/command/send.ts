import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { DeskrailError } from '@deskrail/contracts';
import { signZendesk } from '@deskrail/testing';
import { zendeskReceive } from '@deskrail/zendesk/receive';
import { defaultData } from '../config/data-directory.js';
import { readEnvironment } from '../config/environment.js';
import { type Instance, readInstance } from '../config/instance-file.js';
import { readApiKey } from '../config/kept-api-key.js';
import type { CommandDefinition, Given } from './definition.js';
import { knownTicket } from './known-ticket.js';
import { usageError } from './parse.js';
import type { Terminal } from './terminal.js';
import { zendeskBody } from './zendesk-body.js';

const timeoutMs = 10_000;

export const send: CommandDefinition = {
  name: 'send',
  about: 'Sign one webhook as the desk would, and send it to a running instance.',
  positionals: '<desk> <event>',
  positionalCount: [2, 2],
  options: {
    text: { type: 'string', value: 'words', about: 'What is written: of a comment, or of a new ticket.' },
    ticket: { type: 'string', value: 'id', about: 'Default: 5158, the demo’s first. What is known of it stays.' },
    subject: { type: 'string', value: 'words', about: 'The ticket’s.' },
    from: { type: 'string', value: 'who', choices: ['customer', 'agent'], about: 'Who writes. Default: customer.' },
    private: { type: 'boolean', about: 'A note that the customer does not see.' },
    connection: { type: 'string', value: 'id', about: 'Default: zendesk.' },
    url: { type: 'string', value: 'url', about: 'Of the instance. Default: the one that runs on the data directory.' },
    secret: {
      type: 'string',
      value: 'secret',
      about: 'To sign with. Default: DESKRAIL_ZENDESK_SECRET, else the demo’s own.',
    },
    data: { type: 'string', value: 'path', about: 'The data directory. Default: DESKRAIL_DATA, else .deskrail.' },
  },
  more: 'Events are Zendesk’s own, such as ticket.created, ticket.comment_added, ticket.status_changed, user.merged.',
  examples: [
    'deskrail send zendesk ticket.comment_added --text "How long do I have to return a tent?"',
    'deskrail send zendesk ticket.comment_added --ticket 7 --from agent --private --text "Asked the warehouse."',
    'deskrail send zendesk ticket.status_changed --ticket 7',
  ],
  async run(given, terminal) {
    const [desk, event = ''] = given.positionals;
    if (desk !== 'zendesk') throw usageError('The desk is zendesk.', 'send');
    const target = await findTarget(given, terminal);
    const ticket = given.text('ticket') ?? '5158';
    const known = await knownTo(target, ticket, terminal);
    const now = new Date(terminal.now()).toISOString();
    const body = JSON.stringify(
      zendeskBody({
        event,
        time: now,
        eventId: randomUUID(),
        // Of this moment and process, so that one sent later is another comment.
        commentId: `${terminal.now()}${String(terminal.pid).padStart(7, '0').slice(-7)}`,
        text: given.text('text'),
        ticket,
        subject: given.text('subject'),
        fromAgent: given.text('from') === 'agent',
        isPrivate: given.flag('private'),
        known,
      }),
    );
    const headers = await signZendesk({ secret: target.secret, timestamp: now, body, invocationId: randomUUID() });
    const response = await post(target, headers, body, terminal);
    if (!response.ok) throw await refused(response, target);
    await terminal.print(`${response.status} ${target.url}`);
    for (const id of await factIds(target, headers, body, terminal.now())) await terminal.print(`fact ${id}`);
    return 0;
  },
};

interface Target {
  readonly url: string;
  readonly connection: string;
  readonly tenant: string;
  readonly secret: string;
  /** The instance, and an API key of it where one is at hand. */
  readonly base: string;
  readonly key: string | undefined;
}

async function findTarget(given: Given, terminal: Terminal): Promise<Target> {
  const environment = readEnvironment(terminal.environment);
  const data = resolve(terminal.directory, given.text('data') ?? environment.data ?? defaultData);
  const instance: Instance | undefined = await readInstance(data);
  const id = given.text('connection') ?? 'zendesk';
  const url = given.text('url') ?? instance?.url;
  if (url === undefined) {
    throw new DeskrailError(
      'not-found',
      'No instance runs on the data directory. Start one with deskrail demo or deskrail serve, or give --url.',
    );
  }
  if (!URL.canParse(url)) throw usageError('--url is no address: write http://127.0.0.1:3000.', 'send');
  const connection = instance?.connections.find((known) => known.id === id);
  const secret = given.text('secret') ?? environment.desks.zendesk?.secrets[0] ?? connection?.secret;
  if (!secret) {
    throw usageError(`Nothing to sign with: set DESKRAIL_ZENDESK_SECRET, or give --secret, for ${id}.`, 'send');
  }
  const base = url.endsWith('/') ? url : `${url}/`;
  return {
    url: new URL(`webhooks/${encodeURIComponent(id)}`, base).href,
    connection: id,
    tenant: connection?.tenant ?? 'default',
    secret,
    base,
    key: environment.apiKey ?? (given.text('url') === undefined ? await readApiKey(data) : undefined),
  };
}

const knownTo = async ({ base, key, connection }: Target, ticket: string, { fetch, signal }: Terminal) =>
  key === undefined ? undefined : knownTicket({ url: base, key, connection, ticket, fetch, signal });

async function post(
  target: Target,
  headers: Readonly<Record<string, string>>,
  body: string,
  terminal: Terminal,
): Promise<Response> {
  const signal = AbortSignal.any([terminal.signal, AbortSignal.timeout(timeoutMs)]);
  try {
    return await terminal.fetch(target.url, { method: 'POST', headers, body, signal });
  } catch (cause) {
    throw new DeskrailError(
      'dependency-unavailable',
      `Nothing answers at ${new URL(target.url).origin}. Start an instance with deskrail demo or deskrail serve.`,
      { cause, retryable: true },
    );
  }
}

async function refused(response: Response, target: Target): Promise<DeskrailError> {
  const problem = (await response.json().catch(() => ({}))) as { readonly code?: unknown; readonly detail?: unknown };
  const why = [problem.code, problem.detail].filter((part) => typeof part === 'string').join(': ');
  return new DeskrailError(
    'desk-refused',
    `The instance answered ${response.status} to the webhook of ${target.connection}${why ? ` (${why})` : ''}.`,
  );
}

/** What the receiver makes of the same bytes: ids follow from them. */
async function factIds(
  target: Target,
  headers: Readonly<Record<string, string>>,
  body: string,
  receivedAtMs: number,
): Promise<readonly string[]> {
  const connection = zendeskReceive({ id: target.connection, tenant: target.tenant, secrets: [target.secret] });
  const delivery = {
    method: 'POST',
    url: target.url,
    headers: new Headers(headers),
    body: new TextEncoder().encode(body),
    receivedAtMs,
  };
  const reading = connection.adapter.read(delivery);
  if (!reading.readable) return [];
  const facts = await connection.adapter.normalize(reading.payload, {
    connection,
    authenticity: 'signed',
    receivedAtMs,
    headers: delivery.headers,
    raw: body,
  });
  return facts.map(({ id }) => id);
}
