import type { Clock } from '@deskrail/contracts';
import type { ReadinessCheck } from '@deskrail/server';

interface Delivered {
  readonly connection: string;
  readonly outcome: string;
  readonly code?: string;
}

export interface SignatureWatch {
  onDelivery(report: Delivered): void;
  /** Degraded while a connection's signatures keep failing, or what it sends cannot be taken in. */
  readonly check: ReadinessCheck;
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
      const since = (connection: string) =>
        `${connection} (reconcile since ${lastGood.get(connection) ?? 'the start'})`;
      const bad = [...failing].filter(([, count]) => count >= tooMany).map(([connection]) => connection);
      const told = (what: string, connections: readonly string[]) =>
        connections.length === 0 ? [] : [`${what}: ${connections.slice(0, 10).map(since).join(', ')}`];
      const detail = [
        ...told('signatures keep failing', bad),
        ...told('the last delivery could not be taken in', [...untaken]),
      ];
      return detail.length === 0 ? { state: 'ready' } : { state: 'degraded', detail: detail.join('; ') };
    },
  };
}
