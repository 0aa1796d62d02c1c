import type { ReviewRole } from '../decisions/review-need.js';
import type { ClaimInput, ProposalInput, RouteInput } from '../requests.js';
import type { Looking, RecommendationView, ReviewClaim } from '../views/recommendation.js';
import type { PolicyExplanation, PolicyView } from '../views/review.js';

/** What a person may do, from their credential; nothing of it can be said in a body. */
export interface ReviewRights {
  /** With what each includes: a senior’s has `agent` and `reviewer` too. */
  readonly roles: readonly ReviewRole[];
  /** The only queues they may decide in. Absent: all. */
  readonly queues?: readonly string[] | undefined;
  /** Which of the person’s credentials, such as `key/anna-phone`; for the record. */
  readonly credential?: string | undefined;
}

/** Who asks: the tenant and the person, the same whichever of their keys they used. */
export interface Person {
  readonly tenant: string;
  /** Such as `reviewer/anna`. */
  readonly actor: string;
  /** Absent: those of a reviewer. */
  readonly rights?: ReviewRights | undefined;
}

/**
 * Somebody who reviews: whichever of these credentials they use, they are one person, and what they may do is what both the
 * credential and this entry say.
 */
export interface PersonEntry {
  /** Such as `anna`: the actor is `reviewer/anna`. */
  readonly id: string;
  /** For people to read. Default: the id. */
  readonly name?: string | undefined;
  /** Default: the instance’s tenant. */
  readonly tenant?: string | undefined;
  /** At most these. Of a credential that names none, such as a token without a claim of roles: just these. */
  readonly roles?: readonly ('reader' | 'writer' | ReviewRole)[] | undefined;
  /** The only queues that they decide in and are given work of. Absent: all. */
  readonly queues?: readonly string[] | undefined;
  /** What they are given work of by assignment. Absent: any. */
  readonly skills?:
    | { readonly languages?: readonly string[] | undefined; readonly intents?: readonly string[] | undefined }
    | undefined;
  /** How many open items assignment gives them at once. */
  readonly atMost?: number | undefined;
  /** Credentials of theirs: `key:<the key’s name>`, `jwt:<issuer>|<subject>`. */
  readonly identities?: readonly string[] | undefined;
}

/** Who works on what. Nothing here decides; all of it is conditional on the recommendation being open. */
export interface ReviewQueue {
  /** Throws `not-found`, `claimed` (details: `holder`, `expiresAt`), `forbidden`, or why it is not open as `ReviewDesk.give` does. */
  claim(
    input: Person & { readonly recommendationId: string } & ClaimInput,
  ): Promise<{ readonly claim: ReviewClaim; readonly recommendation: RecommendationView }>;
  /** Longer, as long as at first. Throws `not-found`, `claim-lost`. */
  heartbeat(input: Person & { readonly recommendationId: string; readonly token: number }): Promise<ReviewClaim>;
  /** Give it back. A token that is not the claim’s changes nothing. */
  release(input: Person & { readonly recommendationId: string; readonly token: number }): Promise<void>;
  /** I have it before my eyes, for the next half minute; who else has. */
  look(
    input: Person & { readonly recommendationId: string },
  ): Promise<{ readonly looking: readonly Looking[]; readonly claim?: ReviewClaim }>;
  /** Claim what this person should decide next, by assignment, time and risk; `undefined` where nothing waits for them. */
  next(
    input: Person & { readonly queue?: string | undefined; readonly leaseSeconds?: number | undefined },
  ): Promise<{ readonly claim: ReviewClaim; readonly recommendation: RecommendationView } | undefined>;
  /** To another queue or person. Throws `not-found`, `forbidden`, `request-invalid`. */
  route(
    input: Person & { readonly recommendationId: string; readonly request: RouteInput },
  ): Promise<RecommendationView>;
  /** People take a conversation over from the bot, or hand it back. Throws `not-found`. */
  automate(input: Person & { readonly conversation: string; readonly automation: 'held' | 'released' }): Promise<void>;
  /** Who has it: people (`held`), or the bot wherever a rule lets it (`released`). Throws `not-found`. */
  automationOf(input: { readonly tenant: string; readonly conversation: string }): Promise<'held' | 'released'>;
  /** Put somebody else’s draft before policy and people. Throws `not-found` for an unknown conversation, `request-invalid`. */
  propose(
    input: Person & ProposalInput,
  ): Promise<{ readonly recommendation: RecommendationView; readonly repeated: boolean }>;
}

/** The policy in force, and the brake. */
export interface PolicyDesk {
  state(tenant: string): Promise<PolicyView>;
  /** Stopped already, another `reason` takes the first one's place, and nothing starts in between. */
  pause(input: Person & { readonly reason?: string | undefined }): Promise<PolicyView>;
  resume(input: Person): Promise<PolicyView>;
  /** Throws `not-found`. */
  explain(input: { readonly tenant: string; readonly recommendationId: string }): Promise<PolicyExplanation>;
}
