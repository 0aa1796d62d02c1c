/** What a webhook is for: inbound messages, Conversations (post-action), or a sink of Event Streams. */
export type TwilioWebhookKind = 'messages' | 'conversations' | 'events';

/** A URL that somebody configured at Twilio. */
export interface TwilioWebhook {
  /**
   * As Twilio knows it, and exactly what is signed: it may differ from where `deliver` takes the request. A fragment may
   * hold connection overrides, as `#rc=2&rp=5xx,rt`; sinks have none.
   */
  readonly url: string;
  /** Default: `messages` and `conversations`. */
  readonly for?: readonly TwilioWebhookKind[];
  /** Of inbound messages: asked when `url` fails, with `ErrorCode` and `ErrorUrl` beside the rest. */
  readonly fallbackUrl?: string;
  /** A GET has its parameters in the query. Default: POST. */
  readonly method?: 'POST' | 'GET';
  /** Of Conversations: events to send, such as `onMessageAdded`. Default: all but pre-action ones. */
  readonly filters?: readonly string[];
  /** Of a sink: events come as an array, those of one moment together. Default: one by one, alone. */
  readonly batch?: boolean;
}
