import type { Draft, SuggestionProgress } from '@deskrail/contracts';
import { askPolicy } from '../policy.js';
import { validateDraft } from '../validation/validate-draft.js';
import type { Asked, DraftMaker } from './draft.js';
import { policyQuestion, withEvidence } from './judge.js';

type Sentences = SuggestionProgress['sentences'];

/** As many times at most, so that a model that writes letter by letter does not check the whole each time. */
const tellsAtMost = 100;

/**
 * Passes on a reply as it grows: only where policy would show it as it stands, found without a flag, at the confidence
 * of the best evidence. It ends at the first sentence that is not: what follows waits for the whole answer. With a
 * moderation, which looks at the whole, nothing is passed on.
 */
export function tellProgress(
  maker: DraftMaker,
  asked: Asked,
): ((sentences: readonly { readonly text: string; readonly evidence: readonly string[] }[]) => void) | undefined {
  const { onProgress, gathered } = asked;
  if (onProgress === undefined || maker.moderate !== undefined || gathered.flags.length > 0) return undefined;
  const confidence = gathered.evidence[0]?.score ?? 0;
  let told = 0;
  let length = 0;
  let over = false;
  let running = Promise.resolve();

  async function tell(sentences: Sentences): Promise<void> {
    if (over || sentences.length <= length || sentences.length === 0) return;
    const text = sentences.map((sentence) => sentence.text).join(' ');
    const { features, context } = asked;
    const language = features.language === 'und' ? {} : { language: features.language };
    const draft: Draft = {
      proposal: { kind: 'reply', visibility: 'public', text, ...language, sentences },
      confidence,
    };
    const { checks, allowedLinks } = maker;
    const evidence = withEvidence(draft, asked);
    const validation = await validateDraft(draft, { context, evidence, features, checks, allowedLinks, tools: [] });
    const fine = validation.valid && validation.flags.length === 0;
    const shown =
      fine &&
      askPolicy(maker.policy, policyQuestion(asked, { kind: 'reply', confidence, risk: validation.risk }, []))
        .outcome === 'show';
    told += 1;
    over = !shown || told >= tellsAtMost;
    if (!shown) return;
    length = sentences.length;
    onProgress?.({ text, sentences });
  }

  return (sentences) => {
    if (over) return;
    const copy = sentences.map(({ text, evidence }) => ({ text, evidence: [...evidence] }));
    running = running
      .then(() => tell(copy))
      .catch(() => {
        over = true;
      });
  };
}
