import type { Time } from '../time.js';
import { answerOfFault, createFaults, type Faults, type UsualBody } from './faults.js';

/** A call that came to the REST API, for a test to look at. */
export interface RestCall {
  readonly atMs: number;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** As the desk read it: JSON where it was JSON. */
  readonly body: unknown;
  /** 0 where the connection was broken. */
  readonly status: number;
}

/** A body as it was read: its value, or the answer to one that cannot be read. */
export type ReadBody = { readonly value: unknown } | { readonly refusal: unknown };

export interface RestApi {
  readonly faults: Faults;
  /** The last 10,000. */
  readonly calls: readonly RestCall[];
  handle(request: Request): Promise<Response>;
}

const maxCalls = 10_000;

/** What a vendor's REST API is besides its endpoints: faults come first, and every call is on record. */
export function createRestApi<Body extends ReadBody>(context: {
  readonly time: Time;
  readonly usualBody: UsualBody;
  readBody(request: Request): Promise<Body>;
  answer(request: Request, body: Body): Response | Promise<Response>;
}): RestApi {
  const { time, usualBody } = context;
  const faults = createFaults();
  const calls: RestCall[] = [];

  async function handle(request: Request): Promise<Response> {
    const fault = faults.take(request);
    if (fault?.delayMs !== undefined) await time.sleep(fault.delayMs, request.signal);
    const body = await context.readBody(request);
    const isRefused = fault?.status !== undefined && !fault.afterEffect;
    const usual = isRefused ? undefined : await context.answer(request, body);
    const { pathname, search } = new URL(request.url);
    const note = (status: number) => {
      const shown = 'value' in body ? body.value : undefined;
      calls.push({ atMs: time.now(), method: request.method, path: `${pathname}${search}`, body: shown, status });
      if (calls.length > maxCalls) calls.shift();
    };
    if (usual !== undefined && fault?.status === undefined) {
      note(usual.status);
      return usual;
    }
    note(typeof fault?.status === 'number' ? fault.status : 0);
    return answerOfFault(fault ?? {}, { time, usualBody, signal: request.signal });
  }

  return { faults, calls, handle };
}

const maxBodyBytes = 1_048_576;

/** The body's bytes, or `too-large` above 1 MiB. */
export async function readBytes(request: Request): Promise<Uint8Array<ArrayBuffer> | 'too-large'> {
  if (request.body === null) return new Uint8Array();
  const bytes = await request.arrayBuffer();
  return bytes.byteLength > maxBodyBytes ? 'too-large' : new Uint8Array(bytes);
}
