import type { DriverError, FetchedRecords } from '../driver.js';

/**
 * How long the answer to a request may take that no broker holds back for long, in ms: a session must not end for one
 * that will never come.
 */
export const answerWithinMs = 5_000;

/**
 * What reading and membership ask of a client: requests of the protocol and who is to get them. What is made of them,
 * when a group is dealt and where a partition is read on, is the same for every client. Everything throws `DriverError`.
 */
export interface Wire {
  /** Partitions by their leader, as last heard. Those without a leader are left out. */
  leaders(topic: string): Promise<ReadonlyMap<number, readonly number[]>>;
  /** In order. Throws `unknown-topic`. */
  partitions(topic: string): Promise<readonly number[]>;
  /** Ask the cluster again before the next answer. */
  refresh(): void;
  fetch(leader: number, request: FetchRequest): Promise<FetchAnswer>;
  /** The first offsets that are held. */
  firstOffsets(leader: number, topic: string, partitions: readonly number[]): Promise<ReadonlyMap<number, bigint>>;
  coordinator(group: string): Promise<Coordinator>;
  close(): Promise<void>;
}

export interface FetchRequest {
  readonly topic: string;
  readonly offsets: ReadonlyMap<number, bigint>;
  readonly maxBytes: number;
  readonly maxWaitMs: number;
}

/** A broker's answer to one request: what each partition gave, and what each other failed at. */
export interface FetchAnswer {
  readonly fetched: ReadonlyMap<number, FetchedRecords>;
  /** These begin elsewhere: retention took their offset, or the topic is another one than it was. */
  readonly outOfRange: readonly number[];
  readonly failed: readonly DriverError[];
}

/** The broker that deals a group. */
export interface Coordinator {
  join(request: JoinRequest): Promise<Joined>;
  /** Resolves with this member's assignment, once the leader has given all of them. */
  sync(
    member: Member,
    assignments: readonly { readonly memberId: string; readonly assignment: Buffer }[],
  ): Promise<Buffer>;
  heartbeat(member: Member): Promise<void>;
  leave(memberId: string): Promise<void>;
  /** Offsets of the next records to be done; partitions without any are left out. */
  committed(topic: string, partitions: readonly number[]): Promise<Map<number, bigint>>;
  commit(member: Member, topic: string, offsets: ReadonlyMap<number, bigint>): Promise<void>;
}

export interface Member {
  readonly memberId: string;
  readonly generation: number;
}

export interface JoinRequest {
  readonly memberId: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocol: string;
  readonly metadata: Buffer;
}

export interface Joined extends Member {
  readonly leaderId: string;
  /** Only the leader is told of them. */
  readonly members: readonly { readonly memberId: string; readonly metadata: Buffer }[];
  /** The coordinator asks for the same again under this id. */
  readonly again: boolean;
}
