import type { FeatureSet } from '@deskrail/contracts';

type Intent = FeatureSet['intents'][number];

/** A starter set: what support desks are asked most, by words that tell. The first of a list is the strong one. */
const intents: Readonly<Record<string, readonly [RegExp, ...RegExp[]]>> = {
  'order-status': [
    /where(?:'s| is| are) (?:my|our|the) (?:\w+ )?(?:order|parcel|package|delivery|shipment)|track(?:ing)?\b.*\b(?:order|parcel|package)|order status/iu,
    /\b(?:arriv|track|deliver|shipped|dispatch)\w*/iu,
  ],
  'delivery-time': [
    /how long.*(?:deliver|ship|arrive)|when (?:will|does|can).*(?:arrive|deliver|ship)|(?:delivery|shipping) times?/iu,
    /\b(?:shipping|delivery)\b/iu,
  ],
  'delivery-problem': [
    /(?:never|not|hasn't|has not|didn't|haven't) (?:yet )?(?:arrived?|received?|been delivered)|lost (?:parcel|package|order)|wrong address/iu,
    /\b(?:late|delayed|missing|lost)\b/iu,
  ],
  'damaged-item': [
    /\b(?:damaged|broken|defective|faulty|cracked|torn|shattered)\b|stopped working/iu,
    /doesn't work|not working/iu,
  ],
  'wrong-item': [
    /wrong (?:item|product|size|colou?r|order)|not what i ordered|different (?:item|product)/iu,
    /\bincorrect\b/iu,
  ],
  'return-item': [
    /\b(?:send|give|take) (?:it|this|them|\w+ )?back\b|\breturn (?:it|this|them|my|an?|the|policy|label)\b|how (?:do|can) i return/iu,
    /\breturns?\b|\breturning\b/iu,
  ],
  'refund-request': [/\brefund\w*|money back|reimburse/iu, /\bcredit(?:ed)?\b/iu],
  'exchange-item': [/\bexchang\w+|swap (?:it|this|them)|different size/iu, /\breplac\w+/iu],
  'cancel-order': [/cancel\w* (?:my |the |this |an? )?(?:\w+ )?order|order.*cancel/iu, /\bcancel\w*/iu],
  'change-order': [
    /(?:change|edit|modify|add (?:\w+ )?to) (?:my |the |an? )?order|change (?:the |my )?(?:delivery|shipping) address/iu,
    /\bchange\b.*\border\b/iu,
  ],
  'payment-problem': [
    /payment (?:failed|declined|problem|issue|error)|card (?:was |is |got )?declined|can(?:'t|not) pay|double charged|charged twice/iu,
    /\b(?:payment|charged|declined)\b/iu,
  ],
  'payment-methods': [
    /(?:which|what) payment|payment (?:methods?|options?)|(?:do you (?:accept|take)|pay (?:with|by))\b/iu,
    /\b(?:paypal|klarna|visa|mastercard)\b/iu,
  ],
  'invoice-request': [/\binvoices?\b|\bvat\b|\bbilling statement\b/iu, /\breceipts?\b/iu],
  'discount-code': [/(?:discount|promo|coupon|voucher)\w* ?(?:code)?/iu, /\b(?:sale|offer)\b/iu],
  'account-access': [
    /(?:can(?:'t|not)|unable to) (?:log|sign) ?in|locked out|(?:forgot|reset)\w* (?:my |the )?password|password reset/iu,
    /\b(?:login|password|log in|sign in|two-factor)\b/iu,
  ],
  'account-change': [
    /(?:change|update) my (?:e-?mail|address|phone|name|details|account)/iu,
    /\bmy (?:account|profile)\b/iu,
  ],
  'account-deletion': [
    /(?:delete|close|erase|remove) my (?:account|data|personal data)|\bgdpr\b|right to be forgotten/iu,
    /\bprivacy\b/iu,
  ],
  'subscription-cancel': [
    /(?:cancel|end|stop) (?:my |the |our )?(?:\w+ )?(?:subscription|membership|plan|trial)|unsubscribe/iu,
    /\bsubscription\b/iu,
  ],
  warranty: [/\bwarrant(?:y|ies)\b|\bguarantee\b/iu, /\brepair\w*/iu],
  'product-question': [
    /(?:is|are) (?:it|this|they|these) (?:compatible|suitable|available|waterproof)|in stock|what size|\bdimensions?\b/iu,
    /\b(?:size|material|colou?r|stock)\b/iu,
  ],
  'technical-problem': [
    /\berror (?:message|code)|\bcrash\w*|app (?:doesn't|does not|won't)|website (?:is )?(?:down|broken)|\bbug\b/iu,
    /\b(?:error|app|website)\b/iu,
  ],
  complaint: [
    /\b(?:complain\w*|unacceptable|terrible|awful|disgusting|worst)\b/iu,
    /\b(?:disappointed|unhappy|frustrat\w+)\b/iu,
  ],
};

/** What a customer wants, by keywords; most likely first, at most three. Empty: out of scope. */
export function intentsOf(text: string): Intent[] {
  const sample = text.slice(0, 8_000);
  return Object.entries(intents)
    .map(([name, [strong, ...weak]]) => {
      const base = strong.test(sample) ? 0.75 : 0;
      const support = weak.filter((pattern) => pattern.test(sample)).length;
      const confidence = base > 0 ? Math.min(0.9, base + 0.1 * support) : 0.35 * Math.min(1, support);
      return { name, confidence };
    })
    .filter(({ confidence }) => confidence > 0)
    .sort((one, other) => other.confidence - one.confidence)
    .slice(0, 3);
}
