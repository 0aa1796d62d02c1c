import { DeskrailError, isDeskrailError } from '@deskrail/contracts';
import { type BodyLimits, bodySourceOf } from './body-source.js';

export const alreadyParsed = (): DeskrailError =>
  new DeskrailError(
    'already-parsed',
    'The body was read or parsed before it came here, so that its signature cannot be checked. Hand over the raw bytes. ' +
      'Express: register this handler before express.json(), or use express.raw({ type: "*/*" }) on its route. ' +
      'NestJS: NestFactory.create(AppModule, { rawBody: true }). Next.js pages: export const config = { api: { bodyParser: false } }; ' +
      'app router: pass the Request on unread. Fastify: a content type parser with parseAs "buffer". Koa: no body parser on this route.',
  );

export const tooLarge = (limitBytes: number): DeskrailError =>
  new DeskrailError(
    'body-too-large',
    `The body is larger than ${limitBytes} bytes. Send less, or raise bodyLimitBytes on the receiver.`,
    { details: { limitBytes } },
  );

/**
 * The body's bytes, at most so many and within so long. Throws `already-parsed`, `body-too-large` (from the declared
 * length, before a byte is read, where there is one), `timeout`, `aborted`.
 */
export function readBody(request: Request, limits: BodyLimits): Promise<Uint8Array> {
  if (request.bodyUsed) return Promise.reject(alreadyParsed());
  const declared = request.headers.get('content-length');
  if (declared !== null && Number(declared) > limits.limitBytes) return Promise.reject(tooLarge(limits.limitBytes));
  const source = bodySourceOf(request);
  if (source !== undefined) return source(limits);
  const isBounded = declared !== null && /^\d+$/.test(declared) && !request.headers.has('transfer-encoding');
  return isBounded ? readWhole(request, limits) : readStream(request.body, limits);
}

/** HTTP ends a body at its declared length, so it can be taken whole: many hosts do that without a web stream. */
function readWhole(request: Request, { limitBytes, timeoutMs }: BodyLimits): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(tooSlow(timeoutMs)), timeoutMs);
    request.arrayBuffer().then(
      (bytes) => {
        clearTimeout(timer);
        if (bytes.byteLength > limitBytes) reject(tooLarge(limitBytes));
        else resolve(new Uint8Array(bytes));
      },
      (error) => {
        clearTimeout(timer);
        reject(wentAway(error));
      },
    );
  });
}

export const tooSlow = (timeoutMs: number): DeskrailError =>
  new DeskrailError('timeout', `The body did not arrive within ${timeoutMs} ms.`, { retryable: true });

export const wentAway = (cause?: unknown): DeskrailError =>
  new DeskrailError('aborted', 'The sender went away before the body was complete.', { cause });

async function readStream(body: Request['body'], { limitBytes, timeoutMs }: BodyLimits): Promise<Uint8Array> {
  if (body === null) return new Uint8Array(0);
  const reader = body.getReader();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    reader.cancel().catch(() => {});
  }, timeoutMs);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (late) throw tooSlow(timeoutMs);
      if (done) return joined(chunks, length);
      length += value.length;
      if (length > limitBytes) {
        reader.cancel().catch(() => {});
        throw tooLarge(limitBytes);
      }
      chunks.push(value);
    }
  } catch (error) {
    throw isDeskrailError(error) ? error : wentAway(error);
  } finally {
    clearTimeout(timer);
  }
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  if (chunks.length === 1 && chunks[0] !== undefined) return chunks[0];
  const all = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    all.set(chunk, offset);
    offset += chunk.length;
  }
  return all;
}
