import { type AppEventContext, appEvents } from './app-event.js';
import type { FreshdeskChange } from './change-ticket.js';
import { asForm, defaultPayload } from './default-payload.js';
import type { FreshdeskOutgoing } from './deliveries.js';
import { fillTemplate, type PlaceholderValues, placeholderValues } from './placeholders.js';
import { triggeredEvent } from './triggered-event.js';
import type { FreshdeskWebhook } from './webhook.js';

interface SenderContext extends AppEventContext {
  readonly url: string;
  readonly webhooks: readonly FreshdeskWebhook[];
  send(items: readonly FreshdeskOutgoing[]): void;
}

/** Turns a change into the bodies of every webhook that tells it. Bodies are made now, and may be old when they arrive. */
export function createSender(context: SenderContext): (change: FreshdeskChange) => void {
  return (change) => {
    for (const webhook of context.webhooks) {
      const items = webhook.content === 'app' ? ofApp(change, webhook, context) : ofRule(change, webhook, context);
      if (items.length > 0) context.send(items);
    }
  };
}

function ofApp(
  change: FreshdeskChange,
  webhook: FreshdeskWebhook,
  context: SenderContext,
): readonly FreshdeskOutgoing[] {
  return appEvents(change, context).map((event) => ({
    ...{ webhook, url: webhook.url, lane: change.ticket.id, content: 'app', told: event.event },
    body: JSON.stringify(event),
  }));
}

function ofRule(
  change: FreshdeskChange,
  webhook: FreshdeskWebhook,
  context: SenderContext,
): readonly FreshdeskOutgoing[] {
  const told = triggeredEvent(change, webhook.events);
  if (told === undefined) return [];
  const values = { ...placeholderValues(change.ticket, { ...context, triggeredEvent: told }), ...webhook.values };
  const { content } = webhook;
  const isTemplate = typeof content === 'object';
  const body = isTemplate ? fillTemplate(content.template, values, webhook) : simpleBody(values, webhook);
  const head = { webhook, url: webhook.url, lane: change.ticket.id, told, body };
  return [{ ...head, content: isTemplate ? 'template' : 'simple' }];
}

function simpleBody(values: PlaceholderValues, webhook: FreshdeskWebhook): string {
  const payload = defaultPayload(values, webhook);
  return webhook.encoding === 'form' ? asForm(payload) : JSON.stringify(payload);
}
