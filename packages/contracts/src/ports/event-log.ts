import type { StreamName } from '../streams.js';
import type { StreamEvents } from '../vocabulary.js';
import type { Checkpoint } from './database.js';

export interface StoredEvent<Stream extends StreamName = StreamName> {
  readonly stream: Stream;
  readonly event: StreamEvents[Stream];
  /** Where it is, for people and dead letters: `17`, or `partition/offset`. */
  readonly position: string;
  /** Resumes a read after this event and all that the same read yielded before it. Opaque. */
  readonly cursor: string;
  /** RFC 3339; retention counts from here. */
  readonly appendedAt: string;
}

export interface Appended {
  readonly id: string;
  readonly position: string;
  /** The log held this id already and kept the first. Not every log can tell. */
  readonly duplicate?: boolean;
}

export type From = 'start' | 'end' | { readonly after: string } | { readonly time: string };

export interface ReadOptions<Stream extends StreamName> {
  readonly stream: Stream;
  /** Default: `start`. */
  readonly from?: From;
  /** `end` stops at what was appended when the read began; `never` follows. Default: `end`. */
  readonly until?: 'end' | 'never';
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

export interface HandlerContext {
  /** Aborted when the subscription closes, or when these events have become another process's of the same group. */
  readonly signal: AbortSignal;
  /** From 1. */
  readonly attempt: number;
  readonly checkpoint?: Checkpoint;
}

export interface SubscribeOptions<Stream extends StreamName> {
  readonly stream: Stream;
  /**
   * Names the consumer; its place is kept under this name. Where the log serves many processes, those of one group share
   * its events by subject.
   */
  readonly group: string;
  /** Where a group without a place begins. Default: `start`. */
  readonly from?: From;
  /** Events handed over at once, in order. Default: 1. */
  readonly maxBatch?: number;
  /** Subjects handled side by side; order holds within a subject. Default: 1. A batch has one subject when above 1. */
  readonly concurrency?: number;
  /** For errors of the event itself. Default: 5 attempts, 100 ms doubling to 5 s, jittered. */
  readonly retry?: { readonly attempts?: number; readonly baseDelayMs?: number; readonly maxDelayMs?: number };
  /**
   * Effects must tolerate redelivery. An error that {@link isDependencyFailure} pauses the group, which keeps its place
   * and tries again; any other is retried, then the guilty event goes to the dead letters and the rest moves on.
   */
  handler(events: readonly StoredEvent<Stream>[], context: HandlerContext): Promise<void>;
  /** An event whose type this version does not know; skipped. */
  onUnknownType?(type: string): void;
}

export interface Subscription extends AsyncDisposable {
  readonly state: 'running' | 'paused' | 'closed';
  /** Lets the handler in flight end (or abort after a limit), keeps the place. */
  close(): Promise<void>;
}

export interface Lag {
  readonly stream: StreamName;
  readonly group: string;
  /** Events appended and not yet done. */
  readonly events: number;
  /** Age of the oldest one not yet done; 0 when there is none. */
  readonly seconds: number;
  /** The last event before which everything is done. */
  readonly lastSafe: string | undefined;
}

/** One event for one group, as a dead letter names them. */
export interface Redrive {
  readonly stream: StreamName;
  /** As {@link StoredEvent.position}. */
  readonly position: string;
  readonly group: string;
}

/** The record. Durable before `append` resolves; ordered within a subject; at least once to every group. */
export interface EventLog extends AsyncDisposable {
  /** All or nothing per call; resolves once durable. Throws `event-invalid`, `dependency-unavailable`, `overloaded`, `closed`. */
  append<Stream extends StreamName>(
    stream: Stream,
    events: readonly StreamEvents[Stream][],
    options?: { readonly signal?: AbortSignal },
  ): Promise<readonly Appended[]>;
  subscribe<Stream extends StreamName>(options: SubscribeOptions<Stream>): Promise<Subscription>;
  /**
   * Ends at the range's end alone: throws `aborted` when its signal ends it and `closed` when the log does, so that
   * nobody takes a part for the whole. What is unreadable or of an unknown type is skipped.
   */
  read<Stream extends StreamName>(options: ReadOptions<Stream>): AsyncIterable<StoredEvent<Stream>>;
  lag(options?: { readonly group?: string }): Promise<readonly Lag[]>;
  /**
   * Hand one event to one group again, late as it is: its handler gets it with its usual retries, no other group does,
   * and `read` does not show it twice. Durable when it resolves. Throws `not-found` where retention took the event or no
   * group of this name reads the stream, `dependency-unavailable`, `closed`.
   */
  redrive(event: Redrive): Promise<void>;
  /** Resolves when an append would be taken now; throws `dependency-unavailable` with the reason. */
  ready(): Promise<void>;
  close(): Promise<void>;
}
