import type { Time } from '../time.js';

/** Something that goes wrong at the desk's REST API. */
export interface RestFault {
  /**
   * What the caller gets: a status, no answer at all (`time-out`), or a broken connection (`connection-lost`).
   * Left out, the call is answered as ever, only later (`delayMs`).
   */
  readonly status?: number | 'time-out' | 'connection-lost';
  /** The desk does what was asked all the same, and only the answer goes wrong: the ambiguous case. Default: false. */
  readonly afterEffect?: boolean;
  /** Before anything else happens. */
  readonly delayMs?: number;
  /** The `Retry-After` header; the desk does not always send one. */
  readonly retryAfterSeconds?: number;
  /** Answer with `text/plain`, as some of the desk's front ends do. Default: JSON. */
  readonly plainText?: boolean;
  /** In place of the usual body of that status. */
  readonly body?: unknown;
  /** How many calls it hits. Default: 1. */
  readonly times?: number;
  /** Only calls with this method. */
  readonly method?: string;
  /** Only calls whose path matches, such as `/\/tickets\/\d+/`. */
  readonly path?: RegExp;
}

export interface Faults {
  /** Queue a fault; the oldest that fits a call hits it. At most 1,000 wait. */
  add(fault: RestFault): void;
  take(request: Request): RestFault | undefined;
  clear(): void;
}

export function createFaults(): Faults {
  let waiting: { readonly fault: RestFault; left: number }[] = [];
  return {
    add(fault) {
      if (waiting.length >= 1_000) throw new RangeError('1,000 faults are waiting: clearFaults() before adding more.');
      waiting.push({ fault, left: fault.times ?? 1 });
    },
    take(request) {
      const { pathname } = new URL(request.url);
      const hit = waiting.find(
        ({ fault: { method, path } }) =>
          (method === undefined || method.toUpperCase() === request.method) && (path?.test(pathname) ?? true),
      );
      if (hit === undefined) return undefined;
      hit.left -= 1;
      waiting = waiting.filter(({ left }) => left > 0);
      return hit.fault;
    },
    clear() {
      waiting = [];
    },
  };
}

/** The longest that a call hangs before the desk's own gateway gives up on it. */
const hangMs = 60_000;

/** What a vendor says with a status when it says nothing particular; `undefined` for an empty body. */
export type UsualBody = (status: number) => unknown;

/** The answer that a fault gives; `Response.error()` stands for a connection that broke. */
export async function answerOfFault(
  fault: RestFault,
  context: { readonly time: Time; readonly signal: AbortSignal; readonly usualBody: UsualBody },
): Promise<Response> {
  if (fault.status === 'connection-lost') return Response.error();
  if (fault.status === 'time-out') {
    await context.time.sleep(hangMs, context.signal);
    return new Response('Gateway Timeout', { status: 504, headers: { 'content-type': 'text/plain' } });
  }
  const status = fault.status ?? 500;
  const headers = new Headers({
    'content-type': fault.plainText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8',
  });
  if (fault.retryAfterSeconds !== undefined) headers.set('retry-after', String(fault.retryAfterSeconds));
  const body = fault.body ?? (fault.plainText ? `Error ${status}` : context.usualBody(status));
  return new Response(typeof body === 'string' || body === undefined ? body : JSON.stringify(body), {
    status,
    headers,
  });
}
