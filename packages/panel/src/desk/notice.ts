import { isDeskrailApiError } from '@deskrail/client';
import type { EvidenceCheck, FieldProblem, RecommendationView, ReviewRole, VerdictView } from '@deskrail/contracts';
import type { Say } from './verdicts.js';

/** Why a verdict did not count, as far as the reviewer can do something about it. */
export type Notice =
  | { readonly kind: 'decided'; readonly winner?: VerdictView | undefined }
  /** What they saw is not what is proposed now. */
  | { readonly kind: 'stale'; readonly latest?: RecommendationView | undefined }
  | { readonly kind: 'superseded' }
  | { readonly kind: 'expired' }
  /** Nobody knows whether it arrived; saying it again is safe. */
  | { readonly kind: 'unreachable' }
  | {
      readonly kind: 'forbidden';
      readonly role?: ReviewRole | undefined;
      readonly queue?: string | undefined;
      readonly fourEyes?: boolean | undefined;
      readonly rule?: string | undefined;
    }
  /** Somebody else has it. */
  | { readonly kind: 'claimed'; readonly holder?: string | undefined; readonly expiresAt?: string | undefined }
  | { readonly kind: 'claim-lost' }
  /** It changed in the very moment. */
  | { readonly kind: 'conflict' }
  /** What is quoted is not so any more; the same said again with `confirmation` counts. */
  | {
      readonly kind: 'evidence-changed';
      readonly evidence: EvidenceCheck['evidence'];
      readonly confirmation: string;
      readonly say: Say;
    }
  | {
      readonly kind: 'limit';
      readonly limit: string;
      readonly role?: ReviewRole | undefined;
      readonly most?: number | undefined;
    }
  | {
      readonly kind: 'refused';
      readonly detail: string;
      /** What each of these must be. */
      readonly fields?: readonly FieldProblem[] | undefined;
      /** What validation has against the words. */
      readonly flags?: readonly string[] | undefined;
      /** The queues that there are, where the one named is none. */
      readonly queues?: readonly string[] | undefined;
    };

interface Facts {
  readonly winner?: VerdictView;
  readonly recommendation?: RecommendationView;
  readonly holder?: string;
  readonly expiresAt?: string;
  readonly role?: ReviewRole;
  readonly queue?: string;
  readonly fourEyes?: boolean;
  readonly rule?: string;
  readonly evidence?: EvidenceCheck['evidence'];
  readonly confirmation?: string;
  readonly limit?: string;
  readonly most?: number;
  readonly fields?: readonly FieldProblem[];
  readonly flags?: readonly string[];
  readonly queues?: readonly string[];
}

/** `say`: what was refused, so that it can be said again. */
export function noticeOf(error: unknown, say?: Say): Notice {
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
    case 'forbidden': {
      const { role, queue, fourEyes, rule } = facts;
      return { kind: 'forbidden', role, queue, fourEyes, rule };
    }
    case 'claimed':
      return { kind: 'claimed', holder: facts.holder, expiresAt: facts.expiresAt };
    case 'claim-lost':
      return { kind: 'claim-lost' };
    case 'evidence-changed': {
      const { evidence = [], confirmation } = facts;
      if (say === undefined || confirmation === undefined) break;
      return { kind: 'evidence-changed', evidence, confirmation, say };
    }
    case 'limit-reached':
      return { kind: 'limit', limit: facts.limit ?? '', role: facts.role, most: facts.most };
    case 'conflict':
      return { kind: 'conflict' };
    case 'timeout':
    case 'dependency-unavailable':
    case 'overloaded':
    case 'rate-limited':
      return { kind: 'unreachable' };
  }
  const { fields, flags, queues } = facts;
  return { kind: 'refused', detail: error.problem?.detail ?? 'The server did not say why.', fields, flags, queues };
}
