import { randomUUID } from 'node:crypto';
import { DeskrailError } from '@deskrail/contracts';
import type { EnvironmentDesk } from '../config/desk-environment.js';
import { freshdeskSending } from '../send/freshdesk.js';
import { knownTicket } from '../send/known-ticket.js';
import type { SendingDesk, SignedWebhook } from '../send/sending-desk.js';
import { findTarget, type Target } from '../send/target.js';
import { twilioSending } from '../send/twilio.js';
import { zendeskSending } from '../send/zendesk.js';
import type { CommandDefinition } from './definition.js';
import { usageError } from './parse.js';
import type { Terminal } from './terminal.js';

const timeoutMs = 10_000;
const desks: Readonly<Record<EnvironmentDesk, SendingDesk>> = {
  zendesk: zendeskSending,
  freshdesk: freshdeskSending,
  twilio: twilioSending,
};
const names = Object.keys(desks) as readonly EnvironmentDesk[];

export const send: CommandDefinition = {
  name: 'send',
  about: 'Sign one webhook as the desk would, and send it to a running instance.',
  positionals: '<desk> <event>',
  positionalCount: [2, 2],
  options: {
    text: { type: 'string', value: 'words', about: 'What is written: of a message, or of a new ticket.' },
    ticket: {
      type: 'string',
      value: 'id',
      about:
        'Default: 5158, on Zendesk the demo’s first. What is known of it stays. The demo’s desk has only its own: in a case of another, what is approved fails as not found.',
    },
    subject: { type: 'string', value: 'words', about: 'The ticket’s.' },
    from: { type: 'string', value: 'who', about: 'Who writes: customer (default) or agent; on Twilio a number.' },
    to: { type: 'string', value: 'number', about: 'On Twilio: the number that was written to. Default: the demo’s.' },
    status: { type: 'string', value: 'status', about: 'On Freshdesk the ticket’s, by name; on Twilio the message’s.' },
    private: { type: 'boolean', about: 'On Zendesk: a note that the customer does not see.' },
    connection: { type: 'string', value: 'id', about: 'Default: the desk’s name.' },
    url: { type: 'string', value: 'url', about: 'Of the instance. Default: the one that runs on the data directory.' },
    secret: {
      type: 'string',
      value: 'secret',
      about: 'To sign with. Default: the desk’s own of the environment, else the demo’s.',
    },
    data: { type: 'string', value: 'path', about: 'The data directory. Default: DESKRAIL_DATA, else .deskrail.' },
  },
  more: ['Events:', ...names.map((name) => `  ${name.padEnd(9)}  ${desks[name].events}.`)].join('\n'),
  examples: [
    'deskrail send zendesk ticket.comment_added --text "How long do I have to return a tent?"',
    'deskrail send zendesk ticket.comment_added --ticket 7 --from agent --private --text "Asked the warehouse."',
    'deskrail send zendesk ticket.status_changed --ticket 7',
    'deskrail send freshdesk note --ticket 301 --text "Asked the warehouse."',
    'deskrail send twilio sms --from +15550100142 --text "Where is my parcel?"',
  ],
  async run(given, terminal) {
    const [word, event = ''] = given.positionals;
    const name = names.find((known) => known === word);
    if (name === undefined) throw usageError(`The desk is one of ${names.join(', ')}.`, 'send');
    const desk = desks[name];
    const target = await findTarget(name, desk.secretVariable, given, terminal);
    const ticket = given.text('ticket') ?? '5158';
    const message = {
      ...{ event, ticket, text: given.text('text'), subject: given.text('subject'), status: given.text('status') },
      ...{ from: given.text('from'), to: given.text('to'), isPrivate: given.flag('private') },
      known: name === 'twilio' ? undefined : await knownTo(target, ticket, terminal),
      nowMs: terminal.now(),
      number: `${terminal.now()}${String(terminal.pid).padStart(7, '0').slice(-7)}`,
      unique: randomUUID().replaceAll('-', ''),
    };
    const signed = await desk.sign(message, { ...target, url: target.signedUrl });
    const response = await post(target, signed, terminal);
    if (!response.ok) throw await refused(response, name, target);
    await terminal.print(`${response.status} ${target.url}`);
    for (const id of await factIds(desk, target, signed, terminal.now())) await terminal.print(`fact ${id}`);
    return 0;
  },
};

const knownTo = async ({ base, key, connection }: Target, ticket: string, { fetch, signal }: Terminal) =>
  key === undefined ? undefined : knownTicket({ url: base, key, connection, ticket, fetch, signal });

async function post({ url }: Target, { headers, body }: SignedWebhook, terminal: Terminal): Promise<Response> {
  const signal = AbortSignal.any([terminal.signal, AbortSignal.timeout(timeoutMs)]);
  try {
    return await terminal.fetch(url, { method: 'POST', headers, body, signal });
  } catch (cause) {
    throw new DeskrailError(
      'dependency-unavailable',
      `Nothing answers at ${new URL(url).origin}. Start an instance with deskrail demo or deskrail serve.`,
      { cause, retryable: true },
    );
  }
}

async function refused(response: Response, desk: EnvironmentDesk, target: Target): Promise<DeskrailError> {
  const problem = (await response.json().catch(() => ({}))) as { readonly code?: unknown; readonly detail?: unknown };
  const why = [problem.code, problem.detail].filter((part) => typeof part === 'string').join(': ');
  // Twilio signs the URL that it was told, and the answer says neither that nor which one it was.
  const signed = `It was signed for ${target.signedUrl}: set DESKRAIL_TWILIO_PUBLIC_URL as the instance has it.`;
  const advice = desk === 'twilio' && problem.code === 'signature-invalid' ? ` ${signed}` : '';
  return new DeskrailError(
    'desk-refused',
    `The instance answered ${response.status} to the webhook of ${target.connection}${why ? ` (${why})` : ''}.${advice}`,
  );
}

/** What the receiver makes of the same bytes: ids follow from them. */
async function factIds(
  desk: SendingDesk,
  { connection: id, tenant, secret, signedUrl: url }: Target,
  { headers: given, body: raw }: SignedWebhook,
  receivedAtMs: number,
): Promise<readonly string[]> {
  const connection = desk.receive({ id, tenant, secrets: [secret] });
  const headers = new Headers(given);
  const delivery = { method: 'POST', url, headers, body: new TextEncoder().encode(raw), receivedAtMs };
  const reading = connection.adapter.read(delivery);
  if (!reading.readable) return [];
  const authenticity = connection.desk === 'freshdesk' ? 'shared-secret' : 'signed';
  const context = { connection, authenticity, receivedAtMs, headers, raw } as const;
  const facts = await connection.adapter.normalize(reading.payload, context);
  return facts.map(({ id }) => id);
}
