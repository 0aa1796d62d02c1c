import type { DeskrailClient } from '@deskrail/client';
import type { RecommendationView } from '@deskrail/contracts';
import type { Atom } from './atom.js';
import type { Draft, Memory, Remembered } from './memory.js';
import { isFiltered } from './queue-filter.js';
import { type DeskState, type Review, withEntry } from './state.js';

const draftsAtMost = 20;

interface RememberOptions {
  readonly client: DeskrailClient;
  readonly atom: Atom<DeskState>;
  readonly memory: Memory;
  readonly signal: AbortSignal;
  readonly put: (views: readonly RecommendationView[]) => void;
  readonly open: (id: string) => void;
}

/**
 * What is opened, filtered and being written outlasts a reload of the page, for the same person alone. Returns what finds
 * it again, once it is known who they are; only from then on is anything kept.
 */
export function remember({ client, atom, memory, signal, put, open }: RememberOptions): () => Promise<void> {
  const before = memory.read();
  if (before) atom.update(() => ({ filter: before.filter }));
  let last: DeskState | undefined;

  const keep = () => {
    const state = atom.value;
    const { me, filter, openedId, reviews } = state;
    if (last === undefined || signal.aborted || me === undefined) return;
    const isSame = last.reviews === reviews && last.openedId === openedId && last.filter === filter;
    if (isSame) return;
    last = state;
    const drafts = draftsOf(reviews);
    const isNothing = !openedId && !isFiltered(filter) && Object.keys(drafts).length === 0;
    memory.keep(isNothing ? undefined : { actor: me.actor, filter, openedId, drafts });
  };

  const found = async (id: string): Promise<RecommendationView | undefined> => {
    const known = atom.value.recommendations.get(id);
    if (known) return known;
    const view = await client.recommendations.get(id, { signal }).catch(() => undefined);
    if (view) put([view]);
    return atom.value.recommendations.get(id);
  };

  const again = async ({ drafts, openedId }: Remembered) => {
    for (const [id, draft] of Object.entries(drafts)) {
      const view = await found(id);
      if (view && isStillTo(draft, view)) atom.update(({ reviews }) => ({ reviews: withDraft(reviews, view, draft) }));
    }
    const isWanted = openedId !== undefined && atom.value.openedId === undefined;
    if (isWanted && (await found(openedId)) && atom.value.openedId === undefined) open(openedId);
  };

  let begun = false;
  atom.watch(keep);
  return async () => {
    const { me } = atom.value;
    if (begun || me === undefined) return;
    begun = true;
    if (before?.actor === me.actor) await again(before);
    last = initial;
    keep();
  };
}

/** Unlike any state there is, so that the first one is kept. */
const initial = {} as DeskState;

/** What stands in a form; of one that is decided only a comment can still be given. */
function draftsOf(reviews: DeskState['reviews']): Record<string, Draft> {
  const drafts: [string, Draft][] = [];
  for (const [id, { mode, text, proposal, toQueue, toPerson, shown }] of reviews) {
    if (mode === 'read' || (shown.status !== 'open' && mode !== 'comment')) continue;
    drafts.push([id, { mode, text, proposal, toQueue, toPerson, hash: shown.hash }]);
  }
  return Object.fromEntries(drafts.slice(-draftsAtMost));
}

/** Changed fields of what is proposed are of that alone; words are their writer's whatever is proposed now. */
const isStillTo = ({ mode, proposal, hash }: Draft, view: RecommendationView): boolean =>
  (view.status === 'open' || mode === 'comment') && (proposal === undefined || hash === view.hash);

/** Unless they have begun to write anew meanwhile. */
function withDraft(
  reviews: DeskState['reviews'],
  shown: RecommendationView,
  { hash: _, ...draft }: Draft,
): DeskState['reviews'] {
  const review: Review = reviews.get(shown.recommendationId) ?? { shown, mode: 'read', text: '' };
  return review.mode === 'read' ? withEntry(reviews, shown.recommendationId, { ...review, ...draft }) : reviews;
}
