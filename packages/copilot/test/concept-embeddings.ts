import { Embeddings } from '@langchain/core/embeddings';

/** Words that mean much the same, as an embedding model would have learned; what is in none of them is told by its letters. */
const concepts = [
  'return send back unused refund exchange money returned',
  'password sign-in forgot reset login locked credentials enter',
  'parcel track shipment dispatch courier package where arrive',
  'pay invoice credit cards paypal payment',
  'subscription cancel plan billing stop',
  'warranty broken screen defects covered damage',
  'office berlin branches map locations opening hours shop',
  'e-mail address contact details profile change edit',
  'waterproof jacket rain fabric water',
  'personal data see privacy policy employees',
  'tent tents canvas poles pegs camping',
  'boots shoes soles laces',
].map((words) => new Set(words.split(' ')));
const lettersSize = 16;

/** Embeddings that know a few words, the same for the same text everywhere: what a test needs of a model. */
export class ConceptEmbeddings extends Embeddings {
  readonly model = 'concepts-1';
  /** How often it was asked. */
  calls = 0;

  constructor() {
    super({});
  }

  async embedDocuments(texts: string[]): Promise<number[][]> {
    this.calls += 1;
    return texts.map(vectorOf);
  }

  async embedQuery(text: string): Promise<number[]> {
    this.calls += 1;
    return vectorOf(text);
  }
}

function vectorOf(text: string): number[] {
  const vector = Array.from({ length: concepts.length + lettersSize }, () => 0.01);
  for (const word of text.toLowerCase().match(/[a-z-]+/g) ?? []) {
    concepts.forEach((known, at) => {
      if (known.has(word)) vector[at] = (vector[at] ?? 0) + 1;
    });
    const sum = [...word].reduce((total, letter) => total + letter.charCodeAt(0), 0);
    vector[concepts.length + (sum % lettersSize)] = (vector[concepts.length + (sum % lettersSize)] ?? 0) + 0.1;
  }
  return vector;
}
