const longestTitle = 80;
const word = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{M}\p{N}]+/gu;
const placeholder = /\[[A-Z-]+-\d+\]/g;

/**
 * What questions that ask alike have in common: the title that the most typical one gives, and the order of the questions
 * from it. Typical is whose words the others use too; a long one with words of its own is not.
 */
export function titleOf(questions: readonly string[]): { readonly title: string; readonly order: readonly number[] } {
  const words = questions.map((question) => new Set(question.toLowerCase().replace(placeholder, ' ').match(word)));
  const shared = new Map<string, number>();
  for (const one of words) for (const each of one) shared.set(each, (shared.get(each) ?? 0) + 1);
  const scores = words.map((one) => {
    // Words that nobody else uses count against it, so that neither the longest nor the shortest wins by its length.
    const common = [...one].reduce((sum, each) => sum + (shared.get(each) ?? 0) - 1, 0);
    return common / Math.max(1, questions.length - 1) / Math.sqrt(one.size + 1);
  });
  const order = questions.map((_, index) => index).sort((one, other) => (scores[other] ?? 0) - (scores[one] ?? 0));
  return { title: titleFrom(questions[order[0] ?? 0] ?? ''), order };
}

/** The sentence that asks, else the first. */
function titleFrom(question: string): string {
  const sentences = question.match(/[^.!?\n]+[.!?]*/g) ?? [question];
  const asking = sentences.find((sentence) => sentence.includes('?')) ?? sentences.find((sentence) => sentence.trim());
  const text = (asking ?? '').replace(/\s+/g, ' ').trim();
  if (text.length <= longestTitle) return text;
  const cut = text.slice(0, longestTitle);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), longestTitle / 2)).trim()}…`;
}
