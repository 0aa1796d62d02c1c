import type { ActionView, Conversation, DeskrailEvent, RecommendationView } from '@deskrail/contracts';
import type { SentWebhook } from '../ledger.ts';
import type { AnsweredVerdict } from '../reviewer.ts';

/** An event as the log holds it; the same id may stand there twice. */
export interface Logged extends Pick<DeskrailEvent, 'id' | 'type' | 'subject'> {
  readonly data: unknown;
}

export interface DeskComment {
  readonly id: string;
  readonly text: string;
  readonly public: boolean;
}

export interface DeskTicket {
  readonly id: string;
  readonly status: string;
  readonly priority: string | null;
  readonly tags: readonly string[];
  readonly assigneeId: string | null;
  readonly comments: readonly DeskComment[];
  /** Of each change that one of our actions made, the action's id. */
  readonly markers: readonly string[];
}

/** Effects of a consumer of its own, in the order in which it had them. */
export interface Witnessed {
  readonly group: string;
  readonly effects: readonly { readonly id: string; readonly subject: string }[];
}

/** All that is compared at the end: what the desk sent, and what the log, the store and the desk hold. */
export interface Evidence {
  readonly sent: readonly SentWebhook[];
  readonly verdicts: readonly AnsweredVerdict[];
  readonly log: {
    readonly facts: readonly Logged[];
    readonly decisions: readonly Logged[];
    readonly actions: readonly Logged[];
    readonly deadLetters: readonly Logged[];
  };
  readonly conversations: readonly Conversation[];
  readonly recommendations: readonly RecommendationView[];
  readonly actions: readonly ActionView[];
  readonly tickets: readonly DeskTicket[];
  readonly witnesses?: readonly Witnessed[];
}
