import { isDeskrailApiError } from '@deskrail/client';
import type { RecommendationView, VerdictView } from '@deskrail/contracts';

/** Why a verdict did not count, as far as the reviewer can do something about it. */
export type Notice =
  | { readonly kind: 'decided'; readonly winner?: VerdictView | undefined }
  /** What they saw is not what is proposed now. */
  | { readonly kind: 'stale'; readonly latest?: RecommendationView | undefined }
  | { readonly kind: 'superseded' }
  | { readonly kind: 'expired' }
  /** Nobody knows whether it arrived; saying it again is safe. */
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'refused'; readonly detail: string };

interface Facts {
  readonly winner?: VerdictView;
  readonly recommendation?: RecommendationView;
}

export function noticeOf(error: unknown): Notice {
  if (!isDeskrailApiError(error)) return { kind: 'refused', detail: 'Something went wrong in this page. Reload it.' };
  const facts = (error.problem ?? {}) as Facts;
  switch (error.code) {
    case 'already-decided':
      return { kind: 'decided', winner: facts.winner };
    case 'stale-hash':
      return { kind: 'stale', latest: facts.recommendation };
    case 'superseded':
      return { kind: 'superseded' };
    case 'expired':
      return { kind: 'expired' };
    case 'forbidden':
      return { kind: 'forbidden' };
    case 'timeout':
    case 'dependency-unavailable':
    case 'overloaded':
    case 'rate-limited':
      return { kind: 'unreachable' };
    default:
      return { kind: 'refused', detail: error.problem?.detail ?? 'The server did not say why.' };
  }
}
