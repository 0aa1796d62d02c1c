/** One of the intents that are known before anyone trains. */
export interface StarterIntent {
  readonly name: string;
  /** For people. */
  readonly label: string;
  /** Half of a clarifying question: "Is it about where your order is, or …?" */
  readonly about: string;
  /** The same with its article, without a preposition: what follows "Geht es um", "concerne-t-il" and "sobre". */
  readonly aboutIn: Readonly<Record<'de' | 'fr' | 'es', string>>;
}

export interface SeededIntent extends StarterIntent {
  /** How customers put it, in four languages, separated by `|`. */
  readonly en: string;
  readonly de: string;
  readonly fr: string;
  readonly es: string;
}

export const phrasesOf = (list: string): readonly string[] =>
  list
    .split(/[|\n]/u)
    .map((phrase) => phrase.trim())
    .filter((phrase) => phrase !== '');
