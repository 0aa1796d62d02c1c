import type { Adapter, Answer, Delivery } from '@deskrail/contracts';
import { normalize } from './normalize.js';
import { readPayload, type TwilioPayload } from './payload.js';
import { actionKinds, replyAtMost } from './receive/action-kinds.js';
import type { TwilioConnection } from './verify/connection.js';
import { checkConnection, verify } from './verify.js';

export type { TwilioConnection } from './verify/connection.js';

/** Reads Twilio's webhooks: Programmable Messaging, Conversations (classic) and Event Streams. */
export const twilioAdapter: Adapter<TwilioPayload> = {
  desk: 'twilio',
  methods: ['POST', 'GET'],
  verify,
  read: readPayload,
  normalize,
  // Event Streams sends again; a message's webhook goes to its fallback URL, or is asked for by `#rc` in its own.
  retry: { status: 503 },
  checkConnection,
  answer,
};

const nothingToSay: Answer = {
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
};

/** Twilio sends a plain text on as an SMS, so a message's webhook hears an empty TwiML document. */
function answer(delivery: Delivery): Answer {
  const reading = readPayload(delivery);
  const family = reading.readable ? reading.payload.family : undefined;
  if (family === 'events') return { status: 204 };
  // Before the event this says: go on, unchanged.
  if (family === 'conversation' || family === 'pre-action') {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' };
  }
  return nothingToSay;
}

export type TwilioOptions = Omit<
  TwilioConnection,
  'desk' | 'adapter' | 'openExecutor' | 'openReconciler' | 'enrich' | 'replyAtMost'
>;

/** A connection that only receives. Throws `secret-empty` or `config-invalid` at once. */
export function twilioReceive(options: TwilioOptions): TwilioConnection {
  const connection: TwilioConnection = {
    actionKinds,
    ...options,
    replyAtMost,
    desk: 'twilio',
    adapter: twilioAdapter as Adapter,
  };
  checkConnection(connection);
  return connection;
}
