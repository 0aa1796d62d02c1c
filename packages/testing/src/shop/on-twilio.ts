import type { TwilioMessage } from '../twilio/emulator/desk-state.js';
import type { TwilioEmulator } from '../twilio/emulator/emulate-twilio.js';
import type { ShopScene, ShopText } from './conversation.js';
import type { ShopDesk } from './shop-desk.js';

const isText = (scene: ShopScene): scene is ShopText => scene.desk === 'twilio';

/** The shop's number for SMS and WhatsApp. A case is the customer's address, and nobody closes one. */
export function onTwilio(desk: TwilioEmulator): ShopDesk {
  const from = (address: string): readonly Readonly<TwilioMessage>[] =>
    desk.messages.list().filter((message) => message.direction === 'inbound' && message.from === address);
  return {
    time: desk.time,
    waiting(scene) {
      if (!isText(scene)) return undefined;
      const id = addressOf(scene);
      const said = new Set(from(id).map(({ body }) => body));
      const words = scene.reactions.filter((text) => !said.has(text));
      return said.has(scene.text) && words.length > 0 ? { id, words } : undefined;
    },
    open(scene) {
      if (!isText(scene)) return undefined;
      const { customer, channel, text, media } = scene;
      const { name: profileName, phone } = customer;
      return desk.customerTexts({ from: phone, profileName, channel, text, ...(media && { media }) }).from;
    },
    isOpen: () => true,
    say(id, text) {
      const channel = id.startsWith('whatsapp:') ? 'whatsapp' : 'sms';
      desk.customerTexts({ from: id.replace('whatsapp:', ''), channel, text });
    },
    solve() {},
    onReply: (listener) =>
      desk.onChange((change) => {
        if (change.kind === 'message' && change.message.direction !== 'inbound') listener(change.message.to);
      }),
  };
}

const addressOf = ({ channel, customer }: ShopText): string =>
  channel === 'whatsapp' ? `whatsapp:${customer.phone}` : customer.phone;
