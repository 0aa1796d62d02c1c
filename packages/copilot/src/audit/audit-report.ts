/** What a record that is whole has none of. */
export const auditFindingKinds = [
  'link-altered',
  'links-missing',
  'chain-forked',
  'chain-missing',
  'end-differs',
  'linked-twice',
  'altered',
  'removed',
  'inserted',
  'out-of-order',
  'unsigned',
  'signature-invalid',
  'signature-unknown-key',
  'action-without-verdict',
  'action-of-another-decision',
  'started-without-approval',
] as const;

export type AuditFindingKind = (typeof auditFindingKinds)[number];

/** In words, for people. */
export const auditFindingMeanings: Readonly<Record<AuditFindingKind, string>> = {
  'link-altered': 'a link of the chain is not what it was when it was made',
  'links-missing': 'links of the chain are missing before this one',
  'chain-forked': 'a link goes on from another place than the end of the chain',
  'chain-missing': 'there are signed verdicts, and no chain',
  'end-differs': 'the chain does not hold what was kept of its end: it was rewritten, or cut off after it',
  'linked-twice': 'an event is linked a second time',
  altered: 'an event is not what it was when it was linked',
  removed: 'an event that was linked is not in the log, and retention is no reason yet',
  inserted: 'an event in the chain’s span is in no link: it was put in, or linked by a link that was taken out',
  'out-of-order': 'an event stands after one of its subject that was linked later',
  unsigned: 'a verdict has no signature, though others before it have',
  'signature-invalid': 'a verdict is not what was signed, or was signed with another secret',
  'signature-unknown-key': 'a verdict is signed with a key that was not given',
  'action-without-verdict': 'an action was approved without a verdict that decides',
  'action-of-another-decision': 'an action does not match the verdict that it names, or is one more than it brings',
  'started-without-approval': 'an action was started, or carried out, that nobody approved',
};

export interface AuditFinding {
  readonly kind: AuditFindingKind;
  readonly tenant: string;
  /** Of the event, or of the link. */
  readonly id: string;
  readonly type?: string | undefined;
  /** Place in the tenant’s chain. */
  readonly sequence?: number | undefined;
  readonly conversation?: string | undefined;
  /** When the log got it. */
  readonly at?: string | undefined;
}

/** One tenant’s chain as it stands. Kept elsewhere, `last` and `hash` prove later that nothing before was rewritten. */
export interface ChainSpan {
  readonly tenant: string;
  readonly links: number;
  /** Sequence of the first entry that is left: above 1 where retention took the head. */
  readonly first: number;
  readonly firstAt: string;
  /** Sequence of the last entry. */
  readonly last: number;
  readonly hash: string;
}

/** The end of a tenant’s chain as it was kept elsewhere. */
export type KeptEnd = Pick<ChainSpan, 'tenant' | 'last' | 'hash'>;

export interface AuditReport {
  /** No findings. */
  readonly ok: boolean;
  readonly chains: readonly ChainSpan[];
  /** How many of each kind; none is left out. */
  readonly counts: Readonly<Partial<Record<AuditFindingKind, number>>>;
  /** The first of each kind. */
  readonly findings: readonly AuditFinding[];
  readonly checked: {
    readonly decisions: number;
    readonly actions: number;
    readonly linked: number;
    readonly verdicts: number;
    readonly signed: number;
    readonly approvedActions: number;
  };
  /** What is no fault, and cannot be proven or is no more. */
  readonly told: {
    /** In the log, and about to be linked. */
    readonly waiting: number;
    /** From before the tenant’s chain began, or from before what is left of it. */
    readonly beforeChain: number;
    /** Linked, and past their stream’s retention. */
    readonly goneByRetention: number;
    /** Their texts were erased; what is left matches. */
    readonly erased: number;
    /** Their texts are in no proof: they were written without a salt. */
    readonly withoutSalt: number;
    /** Ends kept elsewhere that lie before what is left of the chain. */
    readonly endsBefore: number;
    /** Told twice by the log, alike. */
    readonly repeated: number;
    /** Verdicts from before signing was on. */
    readonly unsignedBefore: number;
    /** Signed verdicts that no key was given for. */
    readonly notVerified: number;
    /** Actions whose verdict or approval lies before what is left of the record. */
    readonly notTraced: number;
  };
}

export interface Findings {
  add(finding: AuditFinding): void;
  readonly counts: Partial<Record<AuditFindingKind, number>>;
  readonly found: readonly AuditFinding[];
}

export function createFindings(examplesOfEach: number): Findings {
  const counts: Partial<Record<AuditFindingKind, number>> = {};
  const found: AuditFinding[] = [];
  return {
    counts,
    found,
    add(finding) {
      const count = (counts[finding.kind] ?? 0) + 1;
      counts[finding.kind] = count;
      if (count <= examplesOfEach) found.push(finding);
    },
  };
}
