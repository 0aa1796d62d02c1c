import { type DeskrailClient, isDeskrailApiError } from '@deskrail/client';
import type { EvidenceCheck } from '@deskrail/contracts';
import { stillStands } from '../text/evidence-words.js';
import type { Atom } from './atom.js';
import { type DeskState, withEntry } from './state.js';

/** `asking`, what was found, or that nobody answered. */
export type Check = 'asking' | 'unanswered' | EvidenceCheck;

interface EvidenceChecksOptions {
  readonly client: DeskrailClient;
  readonly atom: Atom<DeskState>;
  readonly signal: AbortSignal;
  readonly announce: (text: string) => void;
  readonly onRefused: () => void;
}

export interface EvidenceChecks {
  /** By itself, once, for what is opened and looked at for a moment. */
  soon(id: string): void;
  now(id: string): Promise<void>;
}

/** Long enough to pass through the queue without asking for each. */
const lookedAtMs = 400;

/** Asks whether what a suggestion quotes still stands. */
export function createEvidenceChecks(options: EvidenceChecksOptions): EvidenceChecks {
  const { client, atom, signal, announce, onRefused } = options;

  const put = (id: string, hash: string | undefined, check: Check) =>
    atom.update(({ reviews }) => {
      const review = reviews.get(id);
      return review && review.shown.hash === hash ? { reviews: withEntry(reviews, id, { ...review, check }) } : {};
    });

  async function now(id: string): Promise<void> {
    const review = atom.value.reviews.get(id);
    // What is proposed now may quote other things than what they look at.
    if (!review || review.check === 'asking' || review.notice?.kind === 'stale') return;
    const { hash } = review.shown;
    put(id, hash, 'asking');
    try {
      const check = await client.recommendations.checkEvidence(id, { signal });
      put(id, hash, check);
      if (!check.evidence.every(({ state }) => stillStands(state))) announce('Not all of the evidence still stands.');
    } catch (error) {
      if (signal.aborted) return;
      if (isDeskrailApiError(error, 'unauthenticated')) onRefused();
      put(id, hash, 'unanswered');
    }
  }

  const isWanted = (id: string): boolean => {
    const review = atom.value.reviews.get(id);
    const { status, evidence = [] } = review?.shown ?? {};
    return atom.value.openedId === id && status === 'open' && evidence.length > 0 && review?.check === undefined;
  };

  return {
    now,
    soon(id) {
      if (!isWanted(id)) return;
      setTimeout(() => {
        if (!signal.aborted && isWanted(id)) void now(id);
      }, lookedAtMs);
    },
  };
}
