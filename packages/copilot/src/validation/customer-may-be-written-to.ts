import { hasOptedOut } from '../consent.js';
import type { Check } from './check.js';

/** A person who asked for no more messages on a channel gets none: what they approved would not be sent. */
export const customerMayBeWrittenTo: Check = ({ proposal }, { conversation, customer }) =>
  proposal.kind === 'reply' && proposal.visibility === 'public' && hasOptedOut(conversation, customer)
    ? ['opted-out']
    : [];
