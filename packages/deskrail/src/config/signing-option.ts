import { isTimestamp } from '@deskrail/contracts';
import { z } from 'zod';
import { leastSecretBytes, signingKeyId, signingSecret } from './signing-keys.js';

const secret = z.union([
  z.instanceof(Uint8Array).refine((bytes) => bytes.byteLength >= leastSecretBytes, 'give 32 bytes or more'),
  signingSecret,
]);

const key = { keyId: signingKeyId, secret };

/** With what verdicts are signed. */
export const signingOption = z.union([
  z.literal(false),
  z
    .strictObject({
      ...key,
      previous: z.array(z.strictObject(key)).max(100).optional(),
      unsignedUntil: z.string().refine(isTimestamp, 'write an RFC 3339 time').optional(),
    })
    .refine(
      ({ keyId, previous = [] }) => new Set([keyId, ...previous.map((each) => each.keyId)]).size > previous.length,
      'two keys have the same id; write another',
    ),
]);
