import { randomBytes, randomInt } from 'node:crypto';
import type { Conversation, ConversationMessage } from '@deskrail/contracts';
import { emulateTwilio, type RestoredTwilioMessage, type TwilioEmulator } from '@deskrail/testing';
import { twilio } from '@deskrail/twilio';
import { type EmulatedDesk, redacted, webhookUrl } from './emulated-desk.js';

/** The shop's number: SMS and WhatsApp, signed for the address that Twilio was told. */
export function openTwilioDesk(tenant: string): EmulatedDesk & { readonly emulator: TwilioEmulator } {
  const authToken = randomBytes(16).toString('hex');
  // Every start gives sids of its own, beside those that are put back.
  const desk = emulateTwilio({ authToken, seed: randomInt(2 ** 31), progress: { stepMs: 700 } });
  let publicUrl: string | undefined;
  const connection = Object.defineProperty(
    twilio({ id: 'twilio', tenant, secrets: [authToken], rest: { url: desk.url, token: desk.token } }),
    // The port is known once something listens on it.
    'publicUrl',
    { get: () => publicUrl, enumerable: true },
  );
  return {
    ...{
      emulator: desk,
      connection,
      secret: authToken,
      addresses: [desk.url, desk.conversationsUrl],
      fetch: desk.fetch,
    },
    restore: (known) => desk.restore(messagesOf(known)),
    connect(url) {
      publicUrl = webhookUrl(url, connection);
      desk.subscribe({ url: publicUrl });
    },
    onReply: (listener) =>
      desk.onChange((change) => {
        if (change.kind !== 'message' || change.message.direction === 'inbound') return;
        const { to } = change.message;
        const [isWhatsApp, address] = [to.startsWith('whatsapp:'), to.replace('whatsapp:', '')];
        listener(`by ${isWhatsApp ? 'WhatsApp' : 'SMS'} at ${address}`);
      }),
    close: desk.close,
  };
}

/** All messages between our addresses and theirs, the oldest first. */
function messagesOf(known: readonly Conversation[]): readonly RestoredTwilioMessage[] {
  const messages = known.flatMap(({ deskId, messages }) => {
    const [ours = '', theirs] = deskId.split('|');
    return theirs === undefined ? [] : messages.map((message) => restored(message, ours, theirs));
  });
  const bySid = new Map(messages.map((message) => [message.sid, message]));
  return [...bySid.values()].sort((one, other) => one.atMs - other.atMs);
}

function restored(message: ConversationMessage, ours: string, theirs: string): RestoredTwilioMessage {
  const isInbound = message.direction === 'received';
  const { id, text, at, attachments = [] } = message;
  const media = attachments.flatMap(({ url, contentType = 'application/octet-stream' }) =>
    url === undefined ? [] : [{ url, contentType }],
  );
  return {
    ...{ sid: id, body: text || (media.length > 0 ? '' : redacted), media, atMs: Date.parse(at) },
    direction: isInbound ? 'inbound' : 'outbound-api',
    ...(isInbound ? { from: theirs, to: ours } : { from: ours, to: theirs }),
  };
}
