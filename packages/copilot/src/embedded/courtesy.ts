import type { CopilotContext } from '@deskrail/contracts';

const courtesy =
  /\b(thank(s| you)|thx|cheers|much appreciated|(you are|you're) (very |most )?welcome|danke|vielen dank|merci|gracias|grazie)\b/iu;

/** Words that ask for something, or say that something is not well yet. */
const asksForSomething =
  /\?|\b(please|need|want|would like|can (you|i|we)|could|how|what|when|where|which|why|who|but|still|again|however|unfortunately|problem|missing|broken|wrong|damaged|late|refund|cancel|exchange|not (working|arrived|received)|(doesn|didn|isn|won|can)['’]t|cannot|bitte|aber|leider|noch|wie|wann|wo|mais|comment|quand)\b/iu;

/** What asks for something in a message that goes on with a conversation: a "but" or a "still" alone does not. */
const asksForMore =
  /[?？]|(?<![\p{L}\p{N}])(?:please|need|want|would like|i['’]d like|can you|could you|help|tell me|let me know|how (?:do|can|long|much)|unfortunately|problem|missing|broken|wrong|damaged|lost|leak\w*|refund|cancel|exchange|money back|still (?:no|not|have|leak\w*|waiting)|not (?:work\w*|arrived?|received|there|yet)|never|nobody|no (?:answer|reply)|unacceptable|(?:doesn|didn|isn|hasn|won|can)['’]t|cannot|lawyer|bitte|brauche|möchte|leider|kaputt|fehlt|warum|wann|nicht (?:da|angekommen|erhalten)|pouvez|voudrais|besoin|malheureusement|pourquoi|cassé|necesito|quiero|puede|por favor|roto|falta|vorrei|purtroppo|helaas|graag)(?![\p{L}\p{N}])/iu;

/** Words of thanks that somebody else is to have, "please tell Fern": they want no answer. "Please tell me" and "tell her to call" do. */
const handedOn =
  /(?<![\p{L}\p{N}])(?:please|can you|could you|bitte|por favor) (?:also |auch |einfach )?(?=(?:tell (?!(?:me|us)(?!\p{L}))(?![^.!?\n]{0,60} to )|thank |greet |let (?!(?:me|us)(?!\p{L}))[\p{L} ]{1,30} know(?!\p{L})|(?:pass|hand|forward) (?:on )?(?:it|this|that|my|our|these)(?!\p{L})|give (?:my|our|them|her|him|fern|everyone)[^.!?\n]{0,30} (?:thanks|regards|love|best|hug|compliments)|say (?:thanks|thank you|hello|hi) to |grüßen |sagen sie (?!(?:mir|uns)(?!\p{L}))|richten sie |dig[aeo]n? a ))/giu;

const goesOnAtMost = 400;

/** Thanks or a farewell that asks for nothing: there is nothing to answer. */
export const isCourtesy = (text: string): boolean =>
  courtesy.test(text) && !asksForSomething.test(text.replace(handedOn, ''));

/** Whether a message wants no answer: it thanks, or it goes on with a conversation and neither asks nor complains. */
export function asksNothing({ question, earlier, conversation }: CopilotContext): boolean {
  if (isCourtesy(question)) return true;
  const wasAnswered = conversation?.messages.some(
    ({ direction, visibility }) => direction === 'sent' && visibility === 'public',
  );
  const goesOn = earlier.length > 0 && wasAnswered === true;
  return goesOn && question.length <= goesOnAtMost && !asksForMore.test(question.replace(handedOn, ''));
}
