import type { IncomingMessage } from 'node:http';
import type { BodyLimits } from './body-source.js';
import { alreadyParsed, tooLarge, tooSlow, wentAway } from './read-body.js';

/** A Node message's bytes; a body that came in one piece is not copied. */
export function readIncoming(
  incoming: IncomingMessage,
  { limitBytes, timeoutMs }: BodyLimits,
  rawBody: Uint8Array | undefined,
): Promise<Uint8Array> {
  if (rawBody !== undefined) {
    return rawBody.length > limitBytes ? Promise.reject(tooLarge(limitBytes)) : Promise.resolve(rawBody);
  }
  if (incoming.readableDidRead) return Promise.reject(alreadyParsed());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const stop = () => {
      clearTimeout(timer);
      incoming.off('data', onData).off('end', onEnd).off('close', onGone);
    };
    const fail = (error: unknown) => {
      stop();
      // Errors that come later are of a body that nobody waits for.
      incoming.pause().on('error', () => {});
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
    const onGone = (error?: Error) => fail(wentAway(error));
    const timer = setTimeout(() => fail(tooSlow(timeoutMs)), timeoutMs);
    incoming.on('data', onData).on('end', onEnd).on('close', onGone).on('error', onGone);
  });
}
