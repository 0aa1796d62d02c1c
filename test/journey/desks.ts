import { freshdesk, freshdeskTemplate } from '@deskrail/freshdesk';
import {
  type EmulateTwilioOptions,
  emulateFreshdesk,
  emulateTwilio,
  emulateZendesk,
  type FreshdeskEmulator,
  type FreshdeskWebhook,
  type TwilioEmulator,
  twilioFixtures,
  type ZendeskEmulator,
} from '@deskrail/testing';
import { twilio } from '@deskrail/twilio';
import { zendesk, zendeskTemplate } from '@deskrail/zendesk';
import { type OpenDesk, secret, tenant } from './open-rail.ts';

const webhookUrl = (id: string) => `http://desk.invalid/webhooks/${id}`;

/** Zendesk's events, and beside them, with `both`, its triggers. */
export const zendeskDesk =
  (families: 'events' | 'both' = 'events'): OpenDesk<ZendeskEmulator> =>
  ({ deliver, time }) => {
    const events = { url: webhookUrl('zendesk'), secret };
    const webhooks = families === 'both' ? [events, { ...events, template: zendeskTemplate }] : [events];
    const desk = emulateZendesk({ webhooks, time, deliver });
    const rest = { url: desk.url, token: desk.token };
    return {
      ...{ desk, id: 'zendesk' },
      connect: () => zendesk({ id: 'zendesk', tenant, secrets: [secret], rest }),
      repliesAt: (ticket) =>
        (desk.tickets.get(ticket)?.comments ?? [])
          .filter(({ channel, public: isPublic }) => channel === 'web_service' && isPublic)
          .map(({ body }) => body),
    };
  };

const contents: Readonly<Record<string, NonNullable<FreshdeskWebhook['content']>>> = {
  simple: 'simple',
  template: { template: freshdeskTemplate },
  app: 'app',
};

/** What a Freshdesk rule or app sends: the default payload, our template, the platform's events, or a template of one's own. */
export const freshdeskDesk =
  (content: 'simple' | 'template' | 'app' | { readonly template: string }): OpenDesk<FreshdeskEmulator> =>
  ({ deliver, time }) => {
    const webhook = { url: webhookUrl('freshdesk'), secret };
    const desk = emulateFreshdesk({
      ...{ time, deliver },
      webhooks: [{ ...webhook, content: typeof content === 'string' ? (contents[content] ?? 'simple') : content }],
    });
    const rest = { url: desk.url, token: desk.key };
    const source = content === 'app' ? { source: 'app' as const } : {};
    return {
      ...{ desk, id: 'freshdesk' },
      connect: () => freshdesk({ id: 'freshdesk', tenant, secrets: [secret], rest, ...source }),
      repliesAt: (ticket) => {
        const integration = desk.people.list().find(({ name }) => name === 'Integration');
        return (desk.tickets.get(ticket)?.conversations ?? [])
          .filter((one) => one.authorId === integration?.id && !one.private && !one.incoming)
          .map(({ body }) => textOf(body));
      },
    };
  };

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ', amp: '&' };

/** What the customer reads of a reply's HTML. */
const textOf = (html: string): string =>
  html
    .replace(/<\/p>\s*<p[^>]*>/g, '\n\n')
    .replace(/<br\s*\/?>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(lt|gt|quot|#39|nbsp|amp);/g, (_whole, name: string) => entities[name] ?? '')
    .trim();

const { number } = twilioFixtures.sample;

/** Twilio's messages and Conversations; what we write into a conversation fires webhooks too. */
export const twilioDesk =
  (options: EmulateTwilioOptions = {}): OpenDesk<TwilioEmulator> =>
  ({ deliver, time }) => {
    const publicUrl = webhookUrl('twilio');
    const desk = emulateTwilio({ time, deliver, webhookUrl: publicUrl, ...options });
    const rest = { url: desk.url, token: desk.token };
    const send = { webhookEnabled: true };
    return {
      ...{ desk, id: 'twilio' },
      connect: () => twilio({ id: 'twilio', tenant, secrets: [desk.authToken], publicUrl, rest, send }),
      repliesAt(deskId) {
        const conversation = desk.conversations.get(deskId);
        if (conversation !== undefined) {
          return conversation.messages.filter(({ source }) => source === 'API').map(({ body }) => body);
        }
        const [ours, theirs] = deskId.split('|');
        return desk.messages
          .list()
          .filter(({ direction, from, to }) => direction !== 'inbound' && from === ours && to === theirs)
          .map(({ body }) => body);
      },
    };
  };

/** The id that a pair of addresses has as a conversation. */
export const pairWith = (customer: string, prefix = ''): string => `${prefix}${number}|${prefix}${customer}`;
