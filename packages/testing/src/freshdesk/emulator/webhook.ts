/** What an automation rule on ticket updates may wait for, in the words of this emulator. */
export type FreshdeskRuleEvent =
  | 'created'
  | 'reply'
  | 'private-note'
  | 'public-note'
  | 'status'
  | 'priority'
  | 'type'
  | 'agent'
  | 'group'
  | 'tags'
  | 'deleted'
  | 'restored';

/** A webhook as the desk's admin set it up in an automation rule, or an app that passes its events on. */
export interface FreshdeskWebhook {
  /** A `{secret}` in it becomes the secret, where `by` is `url`. */
  readonly url: string;
  /** Freshdesk signs nothing: this shared secret is all there is. */
  readonly secret: string;
  /** How the secret is shown. Default: `header`. */
  readonly by?: 'header' | 'basic' | 'url';
  /** Default: `X-Deskrail-Secret`. */
  readonly header?: string;
  /** With Basic: the user's name beside the secret as password. Default: `deskrail`. */
  readonly username?: string;
  /**
   * `simple`: the default payload, wrapped in `freshdesk_webhook`. A template: the admin's own ("advanced") content, in
   * which placeholders are filled in unescaped. `app`: a serverless app of the Freshworks platform that posts its events
   * on as it gets them. Default: `simple`.
   */
  readonly content?: 'simple' | 'app' | { readonly template: string };
  /**
   * What the rule waits for, in the order in which it looks: of several properties changed at once only the first that
   * matches is told. Default: all of them.
   */
  readonly events?: readonly FreshdeskRuleEvent[];
  /** Keys of the simple content: the names of older accounts (`ticket_requester_…`) or newer ones. Default: older. */
  readonly naming?: 'requester' | 'contact';
  /** Keys of the simple content that the admin ticked, such as `ticket_status`. Default: all. */
  readonly fields?: readonly string[];
  /** How the simple content is written; the names of a form's fields are not confirmed. Default: `json`. */
  readonly encoding?: 'json' | 'form';
  /** Leave a template's unknown placeholders as they stand, in place of emptying them: not confirmed. Default: false. */
  readonly keepsUnknown?: boolean;
  /** Values for placeholders of your own, laid over the desk's. */
  readonly values?: Readonly<Record<string, string>>;
}

/** The address and headers that show the secret. */
export function addressOf(webhook: FreshdeskWebhook): { readonly url: string; readonly headers: Headers } {
  const { secret, by = 'header', header = 'X-Deskrail-Secret', username = 'deskrail' } = webhook;
  const isForm = webhook.encoding === 'form' && typeof webhook.content !== 'object' && webhook.content !== 'app';
  const type = isForm ? 'application/x-www-form-urlencoded' : 'application/json';
  const headers = new Headers({ 'content-type': type, 'user-agent': 'Freshdesk' });
  if (by === 'header') headers.set(header, secret);
  if (by === 'basic') headers.set('authorization', `Basic ${base64(`${username}:${secret}`)}`);
  const shown = by === 'url' ? webhook.url.replace('{secret}', encodeURIComponent(secret)) : webhook.url;
  const appended = by === 'url' && shown === webhook.url;
  return { url: appended ? `${shown.replace(/\/$/, '')}/${encodeURIComponent(secret)}` : shown, headers };
}

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
