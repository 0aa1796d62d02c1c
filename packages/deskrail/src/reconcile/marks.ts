import type { Store, UnitOfWork } from '@deskrail/contracts';

/** A time in which a connection's webhooks may not have come in. */
export interface Gap {
  /** RFC 3339, by the store's clock. */
  readonly since: string;
  /** When it was well again. */
  readonly until: string;
  /** Read once already; the desk may have kept back the very latest. */
  readonly read: boolean;
}

export interface Begun {
  readonly gap: Gap;
  /** By the store's clock. */
  readonly at: string;
}

interface Owner {
  readonly tenant: string;
  readonly connection: string;
}

/** When each connection was last well, and what it missed since: kept in the store, for whichever process comes next. */
export interface Marks {
  /** It is well now. Resolves with whether there is something to be read back, by this process or another. */
  well(owner: Owner, options: { readonly lost: boolean }): Promise<Gap | undefined>;
  /** Take the reading upon this process; `undefined` where another has, or there is nothing to read now. */
  begin(owner: Owner): Promise<Begun | undefined>;
  /** Still at it. */
  renew(owner: Owner): Promise<void>;
  /** Read to the end, or given up: then it stays. */
  end(owner: Owner, begun: Begun, outcome: 'done' | 'failed'): Promise<void>;
}

/** A mark comes once a minute: two without one, and something may have been lost. */
const longestQuietMs = 120_000;
/** What happened shortly before the mark may not have come either. */
const marginMs = 60_000;
/** A desk's export keeps back what changed in its last minute: it is read again once that is over. */
const settledAfterMs = 90_000;
const overlapMs = 120_000;
const leaseSeconds = 90;
const keptSeconds = 30 * 24 * 3600;

const iso = (ms: number) => new Date(ms).toISOString();

export function createMarks({ store, holder }: { readonly store: Store; readonly holder: string }): Marks {
  const inUnit = <Result>({ tenant, connection }: Owner, work: (unit: UnitOfWork, name: Names) => Promise<Result>) =>
    store.transact({ tenant, conversation: `connection:${connection}` }, (unit) => work(unit, namesOf(connection)));

  return {
    well: (owner, { lost }) =>
      inUnit(owner, async (unit, { well, gap }) => {
        const last = (await unit.remembered(well)) as string | undefined;
        const known = (await unit.remembered(gap)) as Gap | undefined;
        await unit.remember(well, unit.now, { seconds: keptSeconds });
        // Nobody was here before: there is nothing to have missed.
        if (last === undefined) return known;
        if (!lost && Date.parse(unit.now) - Date.parse(last) <= longestQuietMs) return known;
        const found: Gap = { since: known?.since ?? iso(Date.parse(last) - marginMs), until: unit.now, read: false };
        await unit.remember(gap, found, { seconds: keptSeconds });
        return found;
      }),
    begin: (owner) =>
      inUnit(owner, async (unit, { gap, lease }) => {
        const found = (await unit.remembered(gap)) as Gap | undefined;
        if (found === undefined || (found.read && Date.parse(unit.now) < settledMs(found))) return undefined;
        const held = await unit.remembered(lease);
        if (held !== undefined && held !== holder) return undefined;
        await unit.remember(lease, holder, { seconds: leaseSeconds });
        return { gap: found, at: unit.now };
      }),
    renew: (owner) => inUnit(owner, (unit, { lease }) => unit.remember(lease, holder, { seconds: leaseSeconds })),
    end: (owner, begun, outcome) =>
      inUnit(owner, async (unit, { gap, lease }) => {
        await unit.remember(lease, holder, forgotten);
        const now = (await unit.remembered(gap)) as Gap | undefined;
        // It was away again meanwhile: all of it is read once more.
        if (outcome === 'failed' || now?.until !== begun.gap.until) return;
        const startedAtMs = Date.parse(begun.at);
        if (startedAtMs >= settledMs(begun.gap)) {
          await unit.remember(gap, null, forgotten);
          return;
        }
        const since = iso(Math.max(Date.parse(begun.gap.since), startedAtMs - overlapMs));
        await unit.remember(gap, { since, until: begun.gap.until, read: true }, { seconds: keptSeconds });
      }),
  };
}

interface Names {
  readonly well: string;
  readonly gap: string;
  readonly lease: string;
}

const namesOf = (connection: string): Names => {
  const name = (what: string) => `reconcile/${what}/${connection}`;
  return { well: name('well'), gap: name('gap'), lease: name('lease') };
};

const settledMs = ({ until }: Gap): number => Date.parse(until) + settledAfterMs;

/** What ends now is not remembered any more. */
const forgotten = { seconds: 0 };
