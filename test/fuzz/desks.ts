import type { AdapterFixtures, WebhookFixture } from '@deskrail/webhooks/conformance';
import { everyFreshdeskWebhook, freshdeskWebhooks } from '../adapters/freshdesk.ts';
import { hearthWebhooks } from '../adapters/own-desk.ts';
import { everyTwilioWebhook, twilioWebhooks } from '../adapters/twilio.ts';
import { everyZendeskEvent, zendeskWebhooks } from '../adapters/zendesk.ts';

export interface FuzzedDesk {
  readonly fixtures: AdapterFixtures;
  /** What is changed. */
  readonly webhooks: readonly WebhookFixture[];
}

const desk = (fixtures: AdapterFixtures, more: readonly WebhookFixture[] = []): FuzzedDesk => {
  const { webhooks, unknownEvent, ownReply, privateNotes, hugeInteger } = fixtures;
  const others = [unknownEvent, ownReply, privateNotes, hugeInteger].flat();
  return { fixtures, webhooks: [...webhooks, ...others.filter((one) => 'body' in one), ...more] };
};

export const desks: Readonly<Record<string, FuzzedDesk>> = {
  zendesk: desk(zendeskWebhooks, everyZendeskEvent),
  freshdesk: desk(freshdeskWebhooks, everyFreshdeskWebhook),
  twilio: desk(twilioWebhooks, everyTwilioWebhook),
  'own-desk': desk(hearthWebhooks),
};
