import { z } from 'zod';
import { secretProblem } from '../notify/endpoint.js';
import { notices } from '../notify/messages.js';

const secret = z.string().superRefine((text, context) => {
  const problem = secretProblem(text);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

/** Endpoints that are told of what waits for people. */
export const notifyOption = z
  .array(
    z
      .strictObject({
        url: z.string().refine((text) => URL.canParse(text), 'write the address that takes the POST'),
        secret: z.union([secret, z.array(secret).min(1).max(4)]),
        tenant: z.string().min(1).optional(),
        events: z.array(z.enum(notices)).min(1).optional(),
        queues: z.array(z.string().min(1)).min(1).optional(),
        allowPrivate: z.boolean().optional(),
      })
      .refine(
        ({ url, allowPrivate }) =>
          !URL.canParse(url) || new RegExp(allowPrivate ? '^https?:$' : '^https:$').test(new URL(url).protocol),
        'write an address with https; http goes with allowPrivate alone',
      ),
  )
  .max(100);
