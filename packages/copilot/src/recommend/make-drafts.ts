import { DeskrailError, type Draft, type Model, type ModelUsage, modelUsage } from '@deskrail/contracts';
import { codeOf } from '../code-of.js';
import { asksNothing } from '../embedded/courtesy.js';
import { withTimeLimit } from '../time-limit.js';
import { kindsWithinReach } from '../within-reach.js';
import type { Asked, DraftMaker, DraftOutcome } from './draft.js';
import { judge } from './judge.js';
import { tellProgress } from './progress.js';

interface Made {
  readonly drafts: readonly Draft[];
  readonly usage: ModelUsage | undefined;
  readonly by: Model;
}

/** What can be judged of a model's answer; an embedder's may say anything. Throws where nothing of it can. */
function draftsIn(by: Model, answer: Awaited<ReturnType<Model['suggest']>> | undefined): readonly Draft[] {
  const list: readonly (Partial<Draft> | null)[] = Array.isArray(answer?.drafts) ? answer.drafts : [null];
  const drafts = list.filter((one): one is Draft => typeof one?.proposal === 'object' && one.proposal !== null);
  if (drafts.length > 0 || list.length === 0) return drafts;
  throw new DeskrailError('dependency-unavailable', `The model ${by.name} answered with no list of drafts.`);
}

/** The model's drafts, else the fallback's, else `undefined`: a model that is away never stops a ticket. */
async function modelDrafts(maker: DraftMaker, asked: Asked, signal: AbortSignal): Promise<Made | undefined> {
  const kinds = kindsWithinReach(asked.kinds, asked.deskKinds);
  const request = {
    context: asked.context,
    features: asked.features,
    evidence: asked.gathered.evidence,
    kinds: maker.tools.length === 0 ? kinds.filter((kind) => kind !== 'tool-call') : kinds,
    tools: maker.tools,
  };
  for (const by of [maker.model, ...(maker.fallback === undefined ? [] : [maker.fallback])]) {
    const { onReply, end } = tellProgress(maker, asked, signal);
    try {
      const answer = await withTimeLimit(`The model ${by.name}`, { timeoutMs: maker.timeoutMs, signal }, (limited) =>
        by.suggest(request, { signal: limited, onReply }),
      );
      return { drafts: draftsIn(by, answer), usage: modelUsage.safeParse(answer.usage).data, by };
    } catch (error) {
      if (signal.aborted) throw new DeskrailError('aborted', 'The recommendation was given up.', { cause: error });
      maker.logger.warn({ model: by.name, code: codeOf(error) }, 'model failed');
    } finally {
      await end();
    }
  }
  return undefined;
}

/** What the drafts cost together stands on the first that is proposed, so that sums over recommendations are right. */
function withUsage(outcomes: readonly DraftOutcome[], usage: ModelUsage | undefined): readonly DraftOutcome[] {
  const first = outcomes.findIndex((outcome) => !('withheld' in outcome));
  if (usage === undefined || first === -1) return outcomes;
  return outcomes.map((outcome, at) => (at === first ? { ...outcome, usage } : outcome));
}

export interface MadeDrafts {
  readonly outcomes: readonly DraftOutcome[];
  /** Whether it is the model's own word, and neither the fallback's nor nobody's. */
  readonly byModel: boolean;
}

/** From evidence to drafts that may be proposed, at most one of a kind; a reply that is not is withheld with its reason. */
export async function makeDrafts(
  maker: DraftMaker,
  asked: Asked,
  { signal }: { readonly signal: AbortSignal },
): Promise<MadeDrafts> {
  const made = await modelDrafts(maker, asked, signal);
  if (made === undefined) return { outcomes: [{ kind: 'reply', withheld: 'model-unavailable' }], byModel: false };
  const byModel = made.by === maker.model;
  const wanted = kindsWithinReach(asked.kinds, asked.deskKinds);
  const first = wanted.flatMap((kind) => made.drafts.find(({ proposal }) => proposal?.kind === kind) ?? []);
  const escalates = made.drafts.some(({ proposal }) => proposal.kind === 'escalation');
  const judged = await Promise.all(first.map((draft) => judge(maker, { ...asked, escalates }, draft, made.by, signal)));
  const outcomes = withUsage(judged, made.usage);
  if (!asked.kinds.includes('reply') || outcomes.some(({ kind }) => kind === 'reply')) return { outcomes, byModel };
  const malformed = made.drafts.some(({ proposal }) => !asked.kinds.includes(proposal?.kind));
  const withheld = malformed ? 'invalid-draft' : asksNothing(asked.context) ? 'nothing-asked' : 'no-evidence';
  return { outcomes: [...outcomes, { kind: 'reply', withheld }], byModel };
}
