import { describe, expect, it } from 'vitest';
import { cutSentences, unsupportedAt } from './own-sentences.js';

const evidence = [
  { quote: 'Customers do not have to send back goods worth less than 40 €. We refund the price to the card.' },
  { quote: 'A refund reaches the card within 5 working days; some banks take longer.' },
];
const suggested = {
  sentences: [
    { text: 'Thank you for the photo.', evidence: [] },
    { text: 'You keep the kettle. It is yours.', evidence: ['e1'] },
  ],
};
const unsupported = (text: string) => {
  const sentences = cutSentences(text, suggested);
  return [...unsupportedAt(sentences, evidence)].map((index) => sentences[index]?.text);
};

describe('a reviewer’s own text', () => {
  it('is cut as a verdict is: what stands as it was suggested keeps its evidence', () => {
    expect(cutSentences('Hello!\nYou keep the  kettle. It is yours.\n\nWe call you. Soon.', suggested)).toEqual([
      { text: 'Hello!', evidence: [] },
      { text: 'You keep the  kettle. It is yours.', evidence: ['e1'] },
      { text: 'We call you.', evidence: [] },
      { text: 'Soon.', evidence: [] },
    ]);
  });

  it('claims nothing where it greets, thanks, is sorry, closes or signs', () => {
    const letter = `Hello Maren,
thank you for your message. We are very sorry about that.
Thanks, and have a nice day!
Please let us know if you have any further questions.

Kind regards,
Fern
Fernhill Outdoor support`;
    expect(unsupported(letter)).toEqual([]);
    for (const line of ['Guten Tag Frau Okafor,', 'Mit freundlichen Grüßen', 'Bien cordialement,', 'Un saludo,'])
      expect([line, unsupported(line)]).toEqual([line, []]);
  });

  it('claims something beside good manners, and by a number or an address', () => {
    const lines = ['Thank you, you get 50 € back.', 'Kind regards to 0900 1234', 'Hi your refund is here'];
    for (const line of lines) expect([line, unsupported(line)]).toEqual([line, [line]]);
    // A name is one only below the closing.
    expect(unsupported('You get everything back.')).toEqual(['You get everything back.']);
    expect(unsupported('Sure.\nKind regards,\nYou get everything back tomorrow morning')).toEqual([
      'Sure.',
      'You get everything back tomorrow morning',
    ]);
  });

  it('is borne out by a quote that says it nearly in these words, numbers and negation included', () => {
    expect(unsupported('The refund reaches the card within 5 working days.')).toEqual([]);
    expect(unsupported('The refund reaches your card within 5 working days.')).toEqual([]);
    expect(unsupported('The refund reaches the card within 3 working days.')).toHaveLength(1);
    expect(unsupported('Customers have to send back goods worth less than 40 €.')).toHaveLength(1);
    expect(unsupported('The refund never reaches the card within 5 working days.')).toHaveLength(1);
  });
});
