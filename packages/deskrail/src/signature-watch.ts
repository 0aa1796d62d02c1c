import type { Clock } from '@deskrail/contracts';
import type { ReadinessCheck } from '@deskrail/server';

interface Delivered {
  readonly connection: string;
  readonly outcome: string;
  readonly code?: string;
}

export interface SignatureWatch {
  onDelivery(report: Delivered): void;
  /** Degraded while a connection's signatures keep failing. */
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
  const lastGood = new Map<string, string>();
  return {
    onDelivery({ connection, outcome, code }) {
      if (outcome === 'refused' && code?.startsWith('signature-')) {
        if (failing.size < connectionsAtMost || failing.has(connection)) {
          failing.set(connection, (failing.get(connection) ?? 0) + 1);
        }
      } else if (outcome !== 'refused') {
        failing.delete(connection);
        if (lastGood.size >= connectionsAtMost) lastGood.clear();
        lastGood.set(connection, new Date(clock.now()).toISOString());
      }
    },
    check: async () => {
      const bad = [...failing].filter(([, count]) => count >= tooMany).map(([connection]) => connection);
      if (bad.length === 0) return { state: 'ready' };
      const since = (connection: string) => lastGood.get(connection) ?? 'the start';
      const named = bad.slice(0, 10).map((connection) => `${connection} (reconcile since ${since(connection)})`);
      return { state: 'degraded', detail: `signatures keep failing: ${named.join(', ')}` };
    },
  };
}
