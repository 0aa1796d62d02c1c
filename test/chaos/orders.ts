/** Where a process dies: at the so-manieth commit to a SQLite file, or at the so-manieth packet to or from a port. */
export interface Step {
  readonly at: 'commit' | 'port';
  readonly edge: 'before' | 'after';
  readonly nth: number;
  /** With `port`: whose. */
  readonly port?: number | undefined;
}

/** What a process under test is told by the one that breaks it. */
export type Order = { readonly do: 'die'; readonly step: Step } | { readonly do: 'shift'; readonly ms: number };
