import type { Clock } from '@deskrail/contracts';
import type { ReadinessCheck } from '@deskrail/server';

interface Delivered {
  readonly connection: string;
  readonly outcome: string;
  readonly code?: string;
}

/** What is known of each connection's deliveries: whether they come in as they should, and since when they do not. */
export interface SignatureWatch {
  onDelivery(report: Delivered): void;
  /** Degraded while a connection's signatures keep failing, what it sends cannot be taken in, or is yet to be read back. */
  readonly check: ReadinessCheck;
  /** Connections that have delivered something. */
  seen(): readonly string[];
  /** The last signature was wrong: more may have been lost. */
  isFailing(connection: string): boolean;
  /** Something was not taken in, and nothing has been since. */
  isUntaken(connection: string): boolean;
  /** What it missed is to be read back. */
  missed(connection: string, since: string, state: 'reading' | 'failed'): void;
  /** Nothing is to be read back, or another process has. */
  settled(connection: string): void;
  /** The desk was read back: what was missed before `startedAt` is here, as far as it began early enough. */
  reconciled(connection: string, reading: { readonly since: string; readonly startedAt: string }): void;
}

const tooMany = 5;
const connectionsAtMost = 10_000;

/**
 * A secret that was rotated at one end only shows as signatures that fail one after the other: `/readyz` says so, and
 * since when what the desk sent has to be reconciled.
 */
export function createSignatureWatch(clock: Clock): SignatureWatch {
  const failing = new Map<string, number>();
  const untaken = new Set<string>();
  const lastGood = new Map<string, string>();
  const missing = new Map<string, { readonly since: string; readonly state: 'reading' | 'failed' }>();

  const told = (what: string, among: readonly string[], since: (connection: string) => string | undefined) => {
    const shown = among.slice(0, 10).map((id) => `${id} (reconcile since ${since(id) ?? 'the start'})`);
    return among.length === 0 ? [] : [`${what}: ${shown.join(', ')}`];
  };
  const sinceGood = (connection: string) => lastGood.get(connection);
  const sinceMissed = (connection: string) => missing.get(connection)?.since;

  return {
    onDelivery({ connection, outcome, code }) {
      if (outcome === 'refused' && code?.startsWith('signature-')) {
        if (failing.size < connectionsAtMost || failing.has(connection)) {
          failing.set(connection, (failing.get(connection) ?? 0) + 1);
        }
      } else if (outcome === 'retry') {
        failing.delete(connection);
        if (untaken.size < connectionsAtMost) untaken.add(connection);
      } else if (outcome !== 'refused') {
        failing.delete(connection);
        untaken.delete(connection);
        if (lastGood.size >= connectionsAtMost) lastGood.clear();
        lastGood.set(connection, new Date(clock.now()).toISOString());
      }
    },
    check: async () => {
      const bad = [...failing].filter(([, count]) => count >= tooMany).map(([connection]) => connection);
      const notRead = [...missing].filter(([, { state }]) => state === 'failed').map(([connection]) => connection);
      const reading = [...missing].filter(([, { state }]) => state === 'reading').map(([connection]) => connection);
      const detail = [
        ...told('signatures keep failing', bad, sinceGood),
        ...told('the last delivery could not be taken in', [...untaken], sinceGood),
        ...told('what was missed could not be read back yet', notRead, sinceMissed),
        ...(reading.length === 0 ? [] : [`what was missed is being read back: ${reading.slice(0, 10).join(', ')}`]),
      ];
      return detail.length === 0 ? { state: 'ready' } : { state: 'degraded', detail: detail.join('; ') };
    },
    seen: () => [...lastGood.keys()],
    isFailing: (connection) => failing.has(connection),
    isUntaken: (connection) => untaken.has(connection),
    missed(connection, since, state) {
      untaken.delete(connection);
      if (missing.size < connectionsAtMost) missing.set(connection, { since, state });
    },
    settled: (connection) => void missing.delete(connection),
    reconciled(connection, { since, startedAt }) {
      const from = sinceMissed(connection) ?? sinceGood(connection);
      if (from !== undefined && Date.parse(since) > Date.parse(from)) return;
      missing.delete(connection);
      untaken.delete(connection);
      lastGood.set(connection, startedAt);
    },
  };
}
