import type { Draft, SuggestionProgress } from '@deskrail/contracts';
import { languageOf } from '../features/language.js';
import { askPolicy } from '../policy/ask-policy.js';
import { validateDraft } from '../validation/validate-draft.js';
import type { Asked, DraftMaker } from './draft.js';
import { questionAbout, rejectedIn, riskFor, said, withEvidence } from './judge.js';
import { moderated } from './moderation.js';

type Sentences = SuggestionProgress['sentences'];

/** As many times at most, so that a model that writes letter by letter does not check the whole each time. */
const tellsAtMost = 100;

/** Each is a call that whoever waits pays for; what follows comes with the whole answer. */
const moderatedAtMost = 20;

export interface Telling {
  /** For the model; absent where nothing is told. */
  readonly onReply:
    | ((sentences: readonly { readonly text: string; readonly evidence: readonly string[] }[]) => void)
    | undefined;
  /** Nothing is told once it has resolved: the answer is there, or another model writes it. No moderation is waited for. */
  end(): Promise<void>;
}

/**
 * Passes on a reply as it grows: only where policy would show it as it stands, found without a flag, at the confidence
 * of the best evidence, and let through by moderation, which is asked about all of it so far. It ends at the first
 * sentence that is not: what follows waits for the whole answer.
 */
export function tellProgress(maker: DraftMaker, asked: Asked, signal: AbortSignal): Telling {
  const { onProgress, gathered } = asked;
  if (onProgress === undefined || gathered.flags.length > 0) return { onReply: undefined, end: async () => {} };
  const confidence = gathered.evidence[0]?.score ?? 0;
  const atMost = maker.moderate === undefined ? tellsAtMost : moderatedAtMost;
  const ending = new AbortController();
  const until = AbortSignal.any([signal, ending.signal]);
  let told = 0;
  let waiting = 0;
  let over = false;
  let running = Promise.resolve();

  /** What may turn out to be another language, or what a reviewer has rejected, is known by more of it. */
  async function isTooShort(text: string): Promise<boolean> {
    if (rejectedIn(asked.context).some((rejected) => rejected.startsWith(said(text)))) return true;
    return asked.features.language !== 'und' && (await languageOf(text)) === 'und';
  }

  async function mayBeTold(draft: Draft): Promise<boolean> {
    const { features, context } = asked;
    const { checks, allowedLinks, timeoutMs, logger } = maker;
    const evidence = withEvidence(draft, asked);
    const validation = await validateDraft(draft, { context, evidence, features, checks, allowedLinks, tools: [] });
    if (!validation.valid || validation.flags.length > 0) return false;
    const risk = riskFor(asked, 'reply', validation.risk);
    const question = questionAbout(maker, asked, { proposal: draft.proposal, confidence, risk, flags: [] });
    if (askPolicy(maker.policy, question).outcome !== 'show') return false;
    const { flagged, flags } = await moderated(draft.proposal, maker.moderate, { timeoutMs, logger, signal: until });
    return !flagged && flags.length === 0;
  }

  async function tell(sentences: Sentences): Promise<void> {
    if (over || until.aborted) return;
    const text = sentences.map((sentence) => sentence.text).join(' ');
    if (await isTooShort(text)) return;
    const language = asked.features.language === 'und' ? {} : { language: asked.features.language };
    const shown = await mayBeTold({
      proposal: { kind: 'reply', visibility: 'public', text, ...language, sentences },
      confidence,
    });
    told += 1;
    over = !shown || told >= atMost;
    if (shown && !until.aborted) onProgress?.({ text, sentences });
  }

  return {
    onReply(sentences) {
      if (over || until.aborted || sentences.length <= waiting) return;
      waiting = sentences.length;
      const copy = sentences.map(({ text, evidence }) => ({ text, evidence: [...evidence] }));
      running = running
        .then(() => tell(copy))
        .catch(() => {
          over = true;
        });
    },
    async end() {
      if (maker.moderate !== undefined) ending.abort();
      await running;
      ending.abort();
    },
  };
}
