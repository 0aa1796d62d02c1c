import type { Deliver } from '@deskrail/testing';
import type { Ledger } from './ledger.ts';

export interface FrontDoor {
  readonly deliver: Deliver;
  /** Webhooks that went in, by their invocation; the last few hundred, to send again in a storm. */
  readonly recent: readonly Request[];
  /** Answer with 204 and throw away, until told otherwise: to see that it is missed. */
  drop(all: boolean): void;
}

const recentKept = 300;

/**
 * What stands before the receivers, as a load balancer does: in turn, past those that refuse the connection, and a 503
 * where nobody is there. It waits as long as the vendor does, and keeps the ledger.
 */
export function createFrontDoor(receivers: () => readonly string[], ledger: Ledger): FrontDoor {
  const recent: Request[] = [];
  let turn = 0;
  let drop = false;

  async function forward(request: Request): Promise<Response> {
    const body = await request.clone().arrayBuffer();
    const { method, headers, signal } = request;
    const urls = receivers();
    turn += 1;
    for (let index = 0; index < urls.length; index += 1) {
      const url = urls[(turn + index) % urls.length] + new URL(request.url).pathname;
      try {
        return await fetch(url, { method, headers, body, signal });
      } catch (error) {
        if (signal.aborted) throw error;
      }
    }
    return new Response(null, { status: 503, headers: { 'retry-after': '2' } });
  }

  return {
    recent,
    drop: (all) => {
      drop = all;
    },
    async deliver(request) {
      const kept = request.clone();
      ledger.handedOver(request);
      const response = drop ? new Response(null, { status: 204 }) : await forward(request);
      recent.push(kept.clone());
      if (recent.length > recentKept) recent.shift();
      await ledger.answered(kept, response);
      return response;
    },
  };
}
