const courtesy =
  /\b(thank(s| you)|thx|cheers|much appreciated|(you are|you're) (very |most )?welcome|danke|vielen dank|merci|gracias|grazie)\b/iu;

/** Words that ask for something, or say that something is not well yet. */
const asksForSomething =
  /\?|\b(please|need|want|would like|can (you|i|we)|could|how|what|when|where|which|why|who|but|still|again|however|unfortunately|problem|missing|broken|wrong|damaged|late|refund|cancel|exchange|not (working|arrived|received)|(doesn|didn|isn|won|can)['’]t|cannot|bitte|aber|leider|noch|wie|wann|wo|mais|comment|quand)\b/iu;

/** Thanks or a farewell that asks for nothing: there is nothing to answer. */
export const isCourtesy = (text: string): boolean => courtesy.test(text) && !asksForSomething.test(text);
