import { isTimestamp } from '@deskrail/contracts';
import { roles } from '@deskrail/server';
import { z } from 'zod';

const filled = z.string().min(1, 'write a text that is not empty');
const role = z.enum(roles, `write one of ${roles.join(', ')}`);
const time = z.string().refine(isTimestamp, 'write a time such as 2027-01-31T00:00:00Z');
const queues = z.array(filled).optional();

const key = z
  .strictObject({
    name: filled,
    key: filled.optional(),
    hash: z
      .string()
      .regex(/^(sha256:)?[0-9a-f]{64}$/i, 'write sha256: and the 64 hex digits of the key’s hash')
      .optional(),
    tenant: filled.optional(),
    roles: z.array(z.enum(roles)).min(1, `write at least one of ${roles.join(', ')}`),
    person: filled.optional(),
    queues,
    notBefore: time.optional(),
    expiresAt: time.optional(),
  })
  .refine((given) => (given.key === undefined) !== (given.hash === undefined), 'write either key or hash');

const person = z.strictObject({
  id: filled,
  name: filled.optional(),
  tenant: filled.optional(),
  roles: z.array(role).optional(),
  queues,
  skills: z.strictObject({ languages: z.array(filled).optional(), intents: z.array(filled).optional() }).optional(),
  atMost: z.number('write a number').int('write a whole number').min(1).max(10_000).optional(),
  identities: z.array(filled).optional(),
});

const list = (of: z.ZodType) => z.union([of, z.array(of)]);

/** Their meaning is checked where tokens are. */
const issuer = z.strictObject({
  issuer: filled,
  audience: list(filled),
  jwksUrl: filled.optional(),
  jwks: z.object({ keys: z.array(z.looseObject({})) }).optional(),
  tenant: filled.optional(),
  tenantClaim: filled.optional(),
  tenants: z
    .union([
      z.array(filled),
      z.record(z.string(), filled),
      z.custom<unknown>((value) => typeof value === 'function', 'write a function: from the claim to the tenant'),
    ])
    .optional(),
  personClaim: filled.optional(),
  personPrefix: filled.optional(),
  rolesClaim: filled.optional(),
  roles: z.union([z.array(role), z.record(z.string(), list(role))]).optional(),
  queuesClaim: filled.optional(),
  clockToleranceSeconds: z.number('write a number').min(0).max(600).optional(),
  algorithms: z.array(filled).optional(),
});

/** Who may call, and who they are. */
export const peopleOptions = {
  keys: z.array(key).optional(),
  people: z.array(person).optional(),
  jwt: z.array(issuer).optional(),
};
