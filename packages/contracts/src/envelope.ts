import { z } from 'zod';
import { identities } from './identity.js';
import { operational, personal, pseudonymous } from './privacy.js';
import { rfc3339 } from './rfc3339.js';

/** How we know that a fact is the desk's. `confirmed`: read back from the desk's API. */
export const authenticities = ['signed', 'shared-secret', 'confirmed', 'api-key'] as const;
export type Authenticity = (typeof authenticities)[number];

/** A time as its source wrote it, RFC 3339 with any number of fraction digits; never rounded. */
export const timestamp = z.string().regex(rfc3339, 'an RFC 3339 time such as 2026-01-31T09:30:00.123456789Z');

const name = z.string().min(1).max(256);

const encoder = new TextEncoder();
/** What databases keep an index of, and they count bytes. */
const indexed = z
  .string()
  .min(1)
  .max(1024)
  .refine((text) => text.length <= 341 || encoder.encode(text).length <= 1024, 'at most 1,024 bytes of UTF-8');

/** The attributes every event has: CloudEvents 1.0, its correlation and tracing extensions, and Deskrail's own. */
export const envelopeShape = {
  specversion: operational(z.literal('1.0')),
  id: pseudonymous(indexed, 'Stable: the same change has the same id. Readers dedupe by it.'),
  source: operational(z.string().min(1).max(512), 'A URI reference, such as /connections/zendesk.'),
  subject: pseudonymous(indexed, 'What order is kept for, such as conversation:zendesk:5158.'),
  time: operational(timestamp, 'When it happened, by the source’s clock and in its precision.'),
  datacontenttype: operational(z.literal('application/json')),
  tenant: operational(name, 'From the connection or the credential, never from a body.'),
  connection: operational(name.optional(), 'The account of the desk this is about.'),
  correlationid: pseudonymous(z.string().max(1024).optional(), 'The conversation, where there is one.'),
  causationid: pseudonymous(z.string().max(1024).optional(), 'The id of the event that this one follows from.'),
  actor: personal(
    z
      .string()
      .regex(/^(customer|agent|bot|system|model|reviewer|rule)\/.+$/s, 'such as agent/123')
      .max(512),
  ),
  traceparent: operational(z.string().max(128).optional(), 'W3C trace context.'),
};

export const factEnvelopeShape = {
  ...envelopeShape,
  authenticity: operational(z.enum(authenticities)),
  identity: operational(z.enum(identities)),
};

export const decisionEnvelopeShape = {
  ...envelopeShape,
  policyversion: operational(z.string().max(128).optional(), 'Hash of the policy in force.'),
};

/** What every event has, whatever its stream. */
export interface Envelope {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly tenant: string;
  readonly connection?: string | undefined;
  readonly correlationid?: string | undefined;
  readonly causationid?: string | undefined;
  readonly actor: string;
  readonly traceparent?: string | undefined;
}

export interface FactEnvelope extends Envelope {
  readonly authenticity: Authenticity;
  readonly identity: (typeof identities)[number];
}

export interface DecisionEnvelope extends Envelope {
  readonly policyversion?: string | undefined;
}
