const textAtMost = 20_000;

/** Where an answer quotes what it answers: the line that says who wrote, in the ways of common mail programs. */
const quotesBegin =
  /^(?:[ >]*(?:-{2,}|_{5,}) ?(?:original message|forwarded message|ursprüngliche nachricht|weitergeleitete nachricht|message d'origine|message transféré|mensaje original|mensaje reenviado|messaggio originale|oorspronkelijk bericht|mensagem original)|_{12,}$|(?:on|am|le|el|il|op|em) [^\n]{4,120}(?:wrote|schrieb[^\n]{0,80}|a écrit|escribió|ha scritto|schreef[^\n]{0,80}|escreveu) ?:$|## ?[^\n]{0,60}(?:reply above|über dieser zeile)|from: [^\n]{1,120}$|von: [^\n]{1,120}$|de ?: [^\n]{1,120}$|-- ?$)/iu;
const noise: readonly RegExp[] = [
  /```[^`]{0,4000}```|`[^`\n]{1,200}`/gu,
  /<[a-z/!][^<>]{0,400}>/giu,
  /\b(?:https?:\/\/|www\.)[^\s<>"']{1,2000}/giu,
  /[^\s@<>]{1,64}@[^\s@<>]{1,255}/gu,
  /(?<![^\s/])[\w-]{1,63}(?:\.[a-z]{2,12}){1,3}(?:\/[^\s]{0,200})?(?![^\s.,;!?])/giu,
  /[#@]?[\p{L}_/-]{0,40}\p{N}[\p{L}\p{N}_./:-]{0,200}/gu,
];

/** The text without quoted mail and without a signature behind `--`; the whole text where nothing would be left. */
export function ownLinesOf(text: string): string {
  const lines = text.slice(0, textAtMost).split(/\r?\n/);
  const own: string[] = [];
  for (const line of lines) {
    if (own.length > 0 && quotesBegin.test(line.slice(0, 300).trimEnd())) break;
    if (!/^\s{0,20}[>|]/.test(line)) own.push(line);
  }
  const said = own.join('\n');
  return /\p{L}/u.test(said) ? said : lines.join('\n');
}

/** {@link ownLinesOf}, without code, links, addresses and numbers too: the words of a language. */
export const ownWordsOf = (text: string): string =>
  noise.reduce((left, pattern) => left.replace(pattern, ' '), ownLinesOf(text)).trim();
