import type { CopilotContext, FeatureSet } from '@deskrail/contracts';
import { entitiesIn } from '../features/entities.js';
import type { Told } from './told.js';

/** A sentence that asks the customer to give an order's number. */
const asksForOrder =
  /(?<!\p{L})(?:(?:send|tell|give|write to|let) us (?:with |have )?(?:your|the) order number|(?:senden|schicken|nennen|schreiben|teilen|geben) sie uns (?:bitte )?(?:ihre|die) bestellnummer|(?:envoyez|indiquez|donnez|communiquez)-nous (?:votre|le) numéro de commande|(?:envíenos|díganos|indíquenos|denos) (?:su|el) número de pedido)(?!\p{L})/iu;
/** It asks for more than that, or for the number of something else. */
const asksForMore =
  /(?:order number|bestellnummer|numéro de commande|número de pedido)(?:,? (?:and|or|under|of|und|oder|unter|der|et|ou|de|y|o) (?!(?:we|you|then|wir|nous|vous|le)(?!\p{L}))|, (?:the|a|an|your|two|der|die|das|eine?n?|un|une|una|el|la) )/iu;

/**
 * Without sentences that ask for an order's number which the customer has given: it reads as if nobody had looked. Where
 * nothing else would be left, they stay.
 */
export function withoutKnownAsked(
  told: readonly Told[],
  { earlier }: Pick<CopilotContext, 'earlier'>,
  { entities }: Pick<FeatureSet, 'entities'>,
): readonly Told[] {
  const isKnown =
    entities.some(({ kind }) => kind === 'order-number') ||
    earlier.some((text) => entitiesIn(text).some(({ kind }) => kind === 'order-number'));
  if (!isKnown) return told;
  const kept = told.filter(({ text }) => !asksForOrder.test(text) || asksForMore.test(text));
  return kept.length === 0 ? told : kept;
}
