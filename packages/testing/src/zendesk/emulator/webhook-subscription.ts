/** A webhook as the desk's admin set it up. */
export interface ZendeskWebhook {
  readonly url: string;
  readonly secret: string;
  /** Default: made up, from the seed. */
  readonly id?: string;
  /** Types it subscribes to, such as `ticket.comment_added`. Default: all. */
  readonly subscriptions?: readonly string[];
  /** With a template the webhook is of the trigger family: one call per change of a ticket, its body filled in from this. */
  readonly template?: string;
  /** Whether what fills the template is escaped for JSON; a quotation mark breaks a body that is not. Default: true. */
  readonly escapes?: boolean;
}
