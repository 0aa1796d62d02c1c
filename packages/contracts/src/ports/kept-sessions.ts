import type { SessionView } from '../views/review.js';

/** Whom a code signs in. */
export type SessionOwner = Omit<SessionView, 'startedAt' | 'expiresAt'>;

export interface KeptTerms {
  readonly forMs: number;
  /** Of one tenant, beyond which the oldest end. */
  readonly most: number;
}

/**
 * Who is signed in, and one-time codes to sign in by: both by their hash, and what is over by the store's clock is not there.
 * The store's own, and not rebuilt.
 */
export interface KeptSessions {
  /** Throws `conflict` for a hash that is there. Resolves with when the code ends. */
  addCode(hash: string, owner: SessionOwner, terms: KeptTerms): Promise<string>;
  /**
   * Take a code and begin a session under another hash, in one transaction: of those who give the same code one gets a
   * session, and `undefined` is for all others and for a code that is none.
   */
  begin(codeHash: string, hash: string, terms: KeptTerms): Promise<SessionView | undefined>;
  find(hash: string): Promise<SessionView | undefined>;
  /** Oldest first. */
  list(tenant: string): Promise<readonly SessionView[]>;
  /** False where it was no session. */
  end(hash: string): Promise<boolean>;
  /** End all sessions and codes of a person, by the name's one form; resolves with how many sessions it were. */
  endAll(tenant: string, person: string): Promise<number>;
}
