import type { TwilioCloudEvent, TwilioFormFixture } from '../fixtures/fixture.js';
import { twilioFixtures } from '../fixtures/twilio-fixtures.js';
import type { TwilioDeliveries, TwilioOutgoing } from './deliveries.js';
import type { TwilioMessage } from './desk-state.js';
import type { TwilioWebhook, TwilioWebhookKind } from './webhook-subscription.js';

export interface TwilioSender {
  /** To every webhook that is for it. */
  form(kind: 'messages' | 'conversations', sid: string, fixture: TwilioFormFixture): void;
  /** To the message's own `StatusCallback`, where it has one. */
  status(message: TwilioMessage): void;
  /** To every sink; sinks of arrays get what one turn of the event loop's promise jobs brings together. */
  event(event: TwilioCloudEvent): void;
}

/** Turns what happened into webhooks. */
export function createSender(context: {
  readonly accountSid: string;
  readonly webhooks: readonly TwilioWebhook[];
  readonly send: TwilioDeliveries['send'];
}): TwilioSender {
  const { accountSid, webhooks, send } = context;
  let gathered: TwilioCloudEvent[] = [];

  const webhooksFor = (kind: TwilioWebhookKind) =>
    webhooks.filter((webhook) => (webhook.for ?? ['messages', 'conversations']).includes(kind));

  function formTo(
    { url, method = 'POST', fallbackUrl }: TwilioWebhook,
    kind: TwilioOutgoing['kind'],
    sid: string,
    params: TwilioFormFixture['params'],
  ): TwilioOutgoing {
    const body = new URLSearchParams(params).toString();
    return {
      url,
      method,
      kind,
      sid,
      params,
      body,
      lane: sid,
      fallbackUrl: kind === 'messages' ? fallbackUrl : undefined,
    };
  }

  const toSink = ({ url }: TwilioWebhook, events: readonly TwilioCloudEvent[], body: string): TwilioOutgoing => {
    const sid = events[0]?.id ?? '';
    return { url, body, sid, kind: 'events', method: 'POST', params: {}, lane: sid, fallbackUrl: undefined };
  };

  function sendGathered(): void {
    const events = gathered;
    gathered = [];
    for (const webhook of webhooksFor('events')) {
      if (webhook.batch) send([toSink(webhook, events, JSON.stringify(events))]);
    }
  }

  return {
    form(kind, sid, { params }) {
      const type = params.EventType ?? '';
      for (const webhook of webhooksFor(kind)) {
        if (kind === 'messages' || isWanted(webhook, type)) send([formTo(webhook, kind, sid, params)]);
      }
    },
    status(message) {
      const { statusCallback, status, sid, from, to, errorCode } = message;
      if (statusCallback === undefined) return;
      const error = errorCode === undefined ? {} : { errorCode };
      const { params } = twilioFixtures.statusCallback(status, { sid, accountSid, from, to, ...error });
      send([formTo({ url: statusCallback }, 'status', sid, params)]);
    },
    event(event) {
      for (const webhook of webhooksFor('events')) {
        if (!webhook.batch) send([toSink(webhook, [event], JSON.stringify(event))]);
      }
      if (gathered.length === 0) queueMicrotask(sendGathered);
      gathered.push(event);
    },
  };
}

/** Pre-action events end in no `ed`, and come only to who asked for them. */
const isWanted = ({ filters }: TwilioWebhook, type: string): boolean =>
  filters === undefined ? type.endsWith('ed') : filters.includes(type);
