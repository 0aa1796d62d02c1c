import type { Sql } from '@deskrail/contracts';

export interface ConversationKey {
  readonly tenant: string;
  readonly conversation: string;
}

/** What a write keeps others from until its transaction ends. */
export interface Hold {
  /** Conversations, customers and other subjects whose rows it reads and then writes. */
  readonly subjects: readonly ConversationKey[];
  /** True for what others' reads must not miss, such as an erasure: nobody else writes meanwhile. */
  readonly alone: boolean;
  /** A name that it guards as well, had once the subjects are and before the clock is read. */
  readonly guarded?: string | undefined;
}

/** What one instance tells the others: rows in the outbox, events in the log, events applied. */
export type Word = 'written' | 'relayed' | 'applied';

/** Work that one instance at a time does, for as long as it comes back for it. */
export interface Shift {
  /** True while the work is this instance's: takes it, or keeps it, for some seconds by the store's clock. */
  hold(): Promise<boolean>;
  /** Let another instance have it at once. */
  leave(): Promise<void>;
}

/** What instances on one database need of it, so that they do not undo each other's work. */
export interface Sharing {
  /**
   * Called in a write before it reads. Of two that name the same subject, or where one is alone, the later one waits. May
   * tell the store's clock in ms as it was then, where that is the database's own.
   */
  hold(sql: Sql, hold: Hold): Promise<number | undefined>;
  /**
   * Of two transactions that name the same, the later one waits here for the other's end, save where both share it. Names
   * are guarded in their order.
   */
  guard(sql: Sql, name: string, mode?: 'shared'): Promise<void>;
  /** Tell the other instances after a commit. Waits for nothing and may be lost: everybody looks now and then as well. */
  tell(word: Word, names: readonly string[]): void;
  /** `isTold` says whether a name was among those told; all are after words may have been lost. Returns the unsubscriber. */
  onTold(listener: (word: Word, isTold: (name: string) => boolean) => void): () => void;
  shift(name: string): Shift;
}

/** Where one process writes, a write at a time. */
export const unshared: Sharing = {
  hold: async () => undefined,
  guard: async () => {},
  tell() {},
  onTold: () => () => {},
  shift: () => ({ hold: async () => true, leave: async () => {} }),
};
