import type { DeskrailClient } from '@deskrail/client';
import type { RecommendationView, ReviewClaim } from '@deskrail/contracts';
import type { Atom } from './atom.js';
import type { DeskState } from './state.js';

interface TakeNext {
  readonly client: DeskrailClient;
  readonly atom: Atom<DeskState>;
  readonly signal: AbortSignal;
  readonly put: (views: readonly RecommendationView[]) => void;
  readonly open: (id: string, claim: ReviewClaim) => void;
  readonly announce: (text: string) => void;
  readonly failed: (error: unknown) => void;
}

const leaseSeconds = 180;

/** Claims and opens what this person should decide next, in the queue that they look at. */
export async function takeNext({ client, atom, signal, put, open, announce, failed }: TakeNext): Promise<void> {
  if (atom.value.taking === 'asking') return;
  atom.update(() => ({ taking: 'asking' }));
  try {
    const { queue } = atom.value.filter;
    const next = await client.queue.next({ leaseSeconds, ...(queue !== undefined && { queue }) }, { signal });
    atom.update(() => ({ tab: 'open', taking: next ? undefined : 'nothing' }));
    if (!next) {
      announce('Nothing waits for you.');
      return;
    }
    put([next.recommendation]);
    open(next.recommendation.recommendationId, next.claim);
  } catch (error) {
    if (signal.aborted) return;
    atom.update(() => ({ taking: undefined }));
    failed(error);
  }
}
