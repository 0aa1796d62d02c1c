import { type Proposal, type RiskTier, riskTiers, type Tool } from '@deskrail/contracts';

/** Somebody of the house binds themselves, or tells what was or will be done for this customer. */
const commits =
  /\b(?:we|i|you)(?:['’]ll| will| shall| can| are going to|['’]ve| have)\b|\b(?:your|the) (?:refund|money|credit|compensation|replacement)\b|\b(?:guarantee|promise|assure|entitled|approved|granted)\w*|\b(?:wir|ich) (?:werden|haben|erstatten|garantieren)\b|\bnous (?:allons|avons|vous)\b|\b(?:le|les) (?:vamos|hemos)\b/iu;
const money =
  /\b(?:refund|reimburs|compensat|credit|discount|voucher|coupon|free of charge|waive|charge|pay(?:s|ment)?\b|paid\b|price|fee|rembours|erstatt|gutschrift|gutschein|rabatt|reembols|descuento|rimbors|terugbetal|korting)\w*|[$€£¥]\s?\d|\d\s?[$€£¥]|\d\s?%|\b\d+ ?(?:eur|usd|gbp|chf|euros?|dollars?|pounds?)\b/iu;
const time =
  /\b(?:within|in|by|until|before|after|bis|innerhalb|dans|en|entro|binnen)\s(?:the next\s)?(?:\d+|one|two|three|four|five|seven|ten|monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|tomorrow|\d{1,2} \w+)\b|\b(?:today|tomorrow|tonight|heute|morgen|demain|mañana)\b|\b\d+(?: (?:to|or|-|–) \d+)? (?:working |business |calendar )?(?:minute|hour|day|week|month|year)s?\b/iu;
const legal =
  /\b(?:legal|law|lawyer|liab\w+|warrant\w+|guarantee\w*|statutory|contract\w*|terms of|right to|rights|gdpr|court|sue|lawsuit|indemni\w+|gewährleistung|garantie|haft\w+|garant[íi]a|garanzia)\b/iu;

const rank = (tier: RiskTier): number => riskTiers.indexOf(tier);

/** Whether `tier` is no graver than `most`. What nobody has judged counts as the gravest. */
export const isWithinRisk = (tier: RiskTier | undefined, most: RiskTier): boolean => rank(tier ?? 'high') <= rank(most);

function riskOfSaid(text: string): RiskTier {
  const grave = [money, time, legal].some((pattern) => pattern.test(text));
  if (!grave) return 'low';
  return commits.test(text) ? 'high' : 'medium';
}

/**
 * How much harm a wrong draft could do. A reply is as grave as its gravest sentence: `high` where one binds the house
 * on money, a date or anything legal, `medium` where one only tells of these. A tool's risk is its own, and `high`
 * where it says none.
 */
export function riskOf(proposal: Proposal, tools: readonly Tool[] = []): RiskTier {
  switch (proposal.kind) {
    case 'reply': {
      if (proposal.visibility === 'private') return 'low';
      const tiers = [...proposal.sentences.map(({ text }) => text), ''].map((text) => riskOfSaid(text.slice(0, 4_000)));
      return tiers.reduce((gravest, tier) => (rank(tier) > rank(gravest) ? tier : gravest));
    }
    case 'tool-call':
      return tools.find(({ name }) => name === proposal.tool)?.risk ?? 'high';
    case 'classification':
      return proposal.status === undefined && proposal.assignee === undefined ? 'low' : 'medium';
    case 'escalation':
    case 'summary':
      return 'low';
  }
}
