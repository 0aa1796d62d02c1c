import { isObject, type JsonObject } from '../facts/values.js';
import { readJson } from '../read-json.js';
import { neverSent } from './never-sent.js';

/** What a desk's API answered to one call, or why there is no answer. */
export type DeskAnswer<Body = JsonObject> =
  | { readonly kind: 'answer'; readonly status: number; readonly headers: Headers; readonly body: Body }
  /** Nothing reached the desk. */
  | { readonly kind: 'unreachable' }
  /** The request may have reached the desk. */
  | { readonly kind: 'lost' };

const maxAnswerBytes = 16 * 1024 * 1024;

/**
 * Makes one call and reads its answer: at most 16 MiB of JSON, of which `bodyOf` takes what it wants. It is given
 * `undefined` for what is no JSON, such as the empty body of a 404, and for what is too long: the status alone says
 * whether the desk did what was asked. Throws the signal's reason only where nothing was sent yet.
 */
export async function answerTo<Body>(
  send: () => Promise<Response>,
  { bodyOf, signal }: { readonly bodyOf: (json: unknown) => Body; readonly signal: AbortSignal },
): Promise<DeskAnswer<Body>> {
  signal.throwIfAborted();
  try {
    const response = await send();
    const bytes = await readAll(response);
    const json = bytes === undefined ? undefined : readJson(bytes);
    const body = bodyOf(json?.readable === true ? json.value : undefined);
    return { kind: 'answer', status: response.status, headers: response.headers, body };
  } catch (error) {
    return { kind: neverSent(error) ? 'unreachable' : 'lost' };
  }
}

/** For `bodyOf`, where a desk's answers are objects: an empty one for anything else. */
export const objectOrEmpty = (json: unknown): JsonObject => (isObject(json) ? json : {});

/** The desk did what it was asked to. */
export const succeeded = <Body>(answer: DeskAnswer<Body>): answer is Extract<DeskAnswer<Body>, { kind: 'answer' }> =>
  answer.kind === 'answer' && answer.status >= 200 && answer.status < 300;

async function readAll({ body, headers }: Response): Promise<Uint8Array | undefined> {
  if (body === null) return undefined;
  if (Number(headers.get('content-length') ?? 0) > maxAnswerBytes) {
    await body.cancel();
    return undefined;
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      length += chunk.byteLength;
      // Leaving the loop lets the rest of the body go.
      if (length > maxAnswerBytes) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
