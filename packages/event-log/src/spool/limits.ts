/** Bounds of a spool. What comes past one is refused as `overloaded`, so that the vendor sends it again; nothing held is dropped. */
export interface SpoolLimits {
  /** Of JSON held. Default: 512 Mi. */
  readonly maxBytes: number;
  /** Events held. Default: 500 000. */
  readonly maxEvents: number;
  /** Once the oldest event has waited for so long, no further one is taken. Default: 86 400 000, one day. */
  readonly maxAgeMs: number;
  /** What the log would not take for a fault of the event itself is kept for people to see: the newest so many. Default: 1 000. */
  readonly maxRefused: number;
  /** It holds what people wrote, so it is kept no longer than this. Default: 2 592 000 000, thirty days as the facts. */
  readonly maxRefusedAgeMs: number;
  /** Disk put by, so that a spool that has filled its disk can still be emptied. Default: 16 Mi. */
  readonly reserveBytes: number;
}

export const spoolLimits: SpoolLimits = {
  maxBytes: 512 * 1024 * 1024,
  maxEvents: 500_000,
  maxAgeMs: 86_400_000,
  maxRefused: 1_000,
  maxRefusedAgeMs: 30 * 86_400_000,
  reserveBytes: 16 * 1024 * 1024,
};
