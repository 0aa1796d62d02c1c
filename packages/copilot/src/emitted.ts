import type { Envelope } from '@deskrail/contracts';

/** Where an event of ours belongs: the part of its envelope that all events of one decision share. */
export interface Place {
  readonly tenant: string;
  readonly connection?: string | undefined;
  readonly subject: string;
  /** The conversation at a desk, where there is one. */
  readonly conversation?: string | undefined;
  readonly policyVersion?: string | undefined;
}

interface Cause {
  readonly id: string;
  readonly at: string;
  readonly actor: string;
  readonly step: 'recommend' | 'review' | 'act';
  readonly causedBy?: string | undefined;
}

type EmittedEnvelope = Omit<Envelope, 'type'> & { readonly policyversion?: string };

/** The envelope of an event that the copilot emits; what does not apply is left out. */
export const envelopeOf = (place: Place, { id, at, actor, step, causedBy }: Cause): EmittedEnvelope => ({
  specversion: '1.0',
  id,
  source: `/copilot/${step}`,
  subject: place.subject,
  time: at,
  datacontenttype: 'application/json',
  tenant: place.tenant,
  ...(place.connection !== undefined && { connection: place.connection }),
  ...(place.conversation !== undefined && { correlationid: place.conversation }),
  ...(causedBy !== undefined && { causationid: causedBy }),
  ...(place.policyVersion !== undefined && { policyversion: place.policyVersion }),
  actor,
});
