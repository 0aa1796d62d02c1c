import type { IncomingMessage } from 'node:http';
import { DeskrailError } from '@deskrail/contracts';
import { alreadyParsed, tooLarge } from './read-body.js';

interface ReadIncomingOptions {
  readonly limitBytes: number;
  readonly signal: AbortSignal;
  readonly rawBody: Uint8Array | undefined;
}

/** A Node message's bytes; a body that came in one piece is not copied. */
export function readIncoming(
  incoming: IncomingMessage,
  { limitBytes, signal, rawBody }: ReadIncomingOptions,
): Promise<Uint8Array> {
  if (rawBody !== undefined) {
    return rawBody.length > limitBytes ? Promise.reject(tooLarge(limitBytes)) : Promise.resolve(rawBody);
  }
  if (incoming.readableDidRead) return Promise.reject(alreadyParsed());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const stop = () => {
      incoming.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone);
      signal.removeEventListener('abort', onAbort);
    };
    const fail = (error: unknown) => {
      stop();
      incoming.pause();
      reject(error);
    };
    const onData = (chunk: Buffer) => {
      length += chunk.length;
      if (length > limitBytes) fail(tooLarge(limitBytes));
      else chunks.push(chunk);
    };
    const onEnd = () => {
      stop();
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, length));
    };
    const onGone = () => fail(new DeskrailError('aborted', 'The sender went away before the body was complete.'));
    const onAbort = () => fail(signal.reason);
    incoming.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
