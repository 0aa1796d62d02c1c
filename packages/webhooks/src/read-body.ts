import { DeskrailError } from '@deskrail/contracts';
import { bodySourceOf } from './body-source.js';

export interface ReadBodyOptions {
  readonly limitBytes: number;
  readonly timeoutMs: number;
}

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
export async function readBody(request: Request, options: ReadBodyOptions): Promise<Uint8Array> {
  if (request.bodyUsed) throw alreadyParsed();
  const declared = request.headers.get('content-length');
  if (declared !== null && Number(declared) > options.limitBytes) throw tooLarge(options.limitBytes);
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(bodyTimedOut(options.timeoutMs)), options.timeoutMs);
  try {
    const source = bodySourceOf(request);
    const { signal } = controller;
    return await (source?.({ limitBytes: options.limitBytes, signal }) ?? readStream(request, options, signal));
  } finally {
    clearTimeout(timer);
  }
}

const bodyTimedOut = (timeoutMs: number): DeskrailError =>
  new DeskrailError('timeout', `The body did not arrive within ${timeoutMs} ms.`, { retryable: true });

async function readStream(request: Request, { limitBytes }: ReadBodyOptions, signal: AbortSignal): Promise<Uint8Array> {
  if (request.body === null) return new Uint8Array(0);
  const reader = request.body.getReader();
  signal.addEventListener('abort', () => void reader.cancel(signal.reason).catch(() => {}), { once: true });
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await nextChunk(reader);
    signal.throwIfAborted();
    if (done) return joined(chunks, length);
    length += value.length;
    if (length > limitBytes) {
      void reader.cancel().catch(() => {});
      throw tooLarge(limitBytes);
    }
    chunks.push(value);
  }
}

async function nextChunk(reader: ReadableStreamDefaultReader<Uint8Array>) {
  try {
    return await reader.read();
  } catch (error) {
    throw new DeskrailError('aborted', 'The sender went away before the body was complete.', { cause: error });
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
