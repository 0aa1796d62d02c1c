import { z } from 'zod';
import { operational, personal, pseudonymous } from './privacy.js';

/** Somebody at the desk. `unknown` where the vendor does not say which. */
export const party = z.strictObject({
  kind: operational(z.enum(['customer', 'agent', 'bot', 'system', 'unknown'])),
  id: pseudonymous(z.string().max(512).optional(), 'The desk’s own id, always a string.'),
  name: personal(z.string().max(1024).optional()),
  address: personal(z.string().max(1024).optional(), 'E-mail, phone number or handle, without a channel prefix.'),
});

export type Party = z.output<typeof party>;

export const caseStatuses = ['new', 'open', 'pending', 'on-hold', 'solved', 'closed', 'other'] as const;
export type CaseStatus = (typeof caseStatuses)[number];

export const casePriorities = ['low', 'normal', 'high', 'urgent'] as const;
export type CasePriority = (typeof casePriorities)[number];
