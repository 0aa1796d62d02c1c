import { createHmac, timingSafeEqual } from 'node:crypto';
import twilio from 'twilio';
import { signedByZendesk } from './signed-by-zendesk.ts';
import { type BenchDelivery, benchSecret, benchUrl, type Desk } from './verify-deliveries.ts';

/** The least that anybody writes who checks by hand that a webhook is authentic, and parses it. */
export const floors: Readonly<Record<Desk, (delivery: BenchDelivery) => unknown>> = {
  zendesk({ named, body }) {
    const signature = named['x-zendesk-webhook-signature'];
    const timestamp = named['x-zendesk-webhook-signature-timestamp'];
    return signedByZendesk(benchSecret, body, { signature, timestamp }) && JSON.parse(body.toString());
  },
  freshdesk({ named, body }) {
    const given = Buffer.from(named['x-deskrail-secret'] ?? '');
    return given.length === secret.length && timingSafeEqual(given, secret) && JSON.parse(body.toString());
  },
  twilio({ named, body }) {
    const form = new URLSearchParams(body.toString());
    let signed = benchUrl;
    for (const name of [...form.keys()].sort()) signed += name + form.get(name);
    const expected = createHmac('sha1', benchSecret).update(signed).digest();
    const given = Buffer.from(named['x-twilio-signature'] ?? '', 'base64');
    return given.length === expected.length && timingSafeEqual(given, expected) && form;
  },
};

const secret = Buffer.from(benchSecret);

/** What users write today: the form as an object, then Twilio's own library. */
export function validatedByTwilio({ named, body }: BenchDelivery): unknown {
  const params = Object.fromEntries(new URLSearchParams(body.toString()));
  return twilio.validateRequest(benchSecret, named['x-twilio-signature'] ?? '', benchUrl, params) && params;
}
