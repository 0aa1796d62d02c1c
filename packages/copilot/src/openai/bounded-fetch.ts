import { DeskrailError } from '@deskrail/contracts';

type Fetch = typeof globalThis.fetch;

/** A batch of 128 of the longest vectors, as numbers in JSON, is an eighth of it. */
const bytesAtMost = 64 * 1024 * 1024;

const tooLong = (atMost: number): DeskrailError =>
  new DeskrailError('dependency-unavailable', `The endpoint’s answer is over ${atMost} bytes.`);

/** `fetch` whose answers end in an error beyond a length: an endpoint that never stops must not fill the memory. */
export const boundedFetch =
  (fetch: Fetch | undefined, atMost = bytesAtMost): Fetch =>
  async (input, init) => {
    const response = await (fetch ?? globalThis.fetch)(input, init);
    if (response.body === null) return response;
    let bytes = 0;
    const counted = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes > atMost) throw tooLong(atMost);
        controller.enqueue(chunk);
      },
    });
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(counted), { status, statusText, headers });
  };
