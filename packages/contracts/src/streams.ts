/** The streams: split by what they may be used for, who may read them and how long they are kept. */
export interface StreamDefinition {
  /** The topic's name before an operator's prefix. */
  readonly topic: string;
  readonly holds: string;
  readonly privacy: 'content' | 'operational' | 'pseudonymous';
  /** How long an event is kept, counted from its append. */
  readonly retentionDays: number;
}

export const streams = {
  facts: {
    topic: 'support.facts',
    holds: 'what happened at the desk: messages, case changes, customers, incidents, SLA, agents’ own actions',
    privacy: 'content',
    retentionDays: 30,
  },
  features: {
    topic: 'support.features',
    holds: 'what was derived: intent, sentiment, language, urgency, entities; never raw text',
    privacy: 'pseudonymous',
    retentionDays: 365,
  },
  decisions: {
    topic: 'ai.decisions',
    holds: 'recommendations and verdicts, with quotes of evidence and drafts',
    privacy: 'content',
    retentionDays: 365,
  },
  actions: {
    topic: 'ai.actions',
    holds: 'approved actions and how they ended: parameters and the proposal’s digest, no free text',
    privacy: 'operational',
    retentionDays: 7 * 365,
  },
  'dead-letters': {
    topic: 'deskrail.dead-letters',
    holds: 'what could not be read or handled, with the reason, the attempts and where it came from',
    privacy: 'content',
    retentionDays: 30,
  },
} as const satisfies Record<string, StreamDefinition>;

export type StreamName = keyof typeof streams;

export const streamNames = Object.keys(streams) as readonly StreamName[];
