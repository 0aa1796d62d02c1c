import { DeskrailError } from '@deskrail/contracts';

const maxDepth = 64;

const unreadable = (message: string) => new DeskrailError('payload-unreadable', message);

/**
 * A request's JSON, read once and within its limit. Throws `media-type-unsupported`, `body-too-large` and
 * `payload-unreadable`: for what is not JSON, and for JSON that would not come through unchanged (numbers beyond
 * double precision, lone surrogates, `__proto__`) or is nested deeper than anything here.
 */
export async function readJsonBody(
  request: Request,
  { limitBytes }: { readonly limitBytes: number },
): Promise<unknown> {
  checkHeaders(request.headers, limitBytes);
  const text = decode(await readBytes(request, limitBytes));
  if (text.trim() === '') throw unreadable('The body is empty. Send JSON.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unreadable('The body is not JSON. Check quotes, commas and that it was sent whole.');
  }
  checkValue(value);
  return value;
}

function checkHeaders(headers: Headers, limitBytes: number): void {
  const type = headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (!/^application\/(?:json|[\w.-]+\+json)$/.test(type)) {
    throw new DeskrailError('media-type-unsupported', 'Send the body as JSON, with Content-Type: application/json.');
  }
  const encoding = headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity') {
    throw new DeskrailError('media-type-unsupported', 'Send the body uncompressed, without Content-Encoding.');
  }
  if (Number(headers.get('content-length') ?? 0) > limitBytes) throw tooLarge(limitBytes);
}

const tooLarge = (limitBytes: number) =>
  new DeskrailError('body-too-large', `The body is over ${limitBytes} bytes. Send less at once.`);

const incomplete = (cause: unknown) => new DeskrailError('aborted', 'The body did not arrive whole.', { cause });

async function readBytes(request: Request, limitBytes: number): Promise<Uint8Array> {
  // HTTP lets no more come than was told, so there is nothing to count; and no stream needs to be made.
  if (request.headers.has('content-length')) {
    const whole = await request.arrayBuffer().catch((error: unknown) => {
      throw incomplete(error);
    });
    if (whole.byteLength > limitBytes) throw tooLarge(limitBytes);
    return new Uint8Array(whole);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  if (reader === undefined) return new Uint8Array();
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      size += piece.value.byteLength;
      if (size > limitBytes) throw tooLarge(limitBytes);
      chunks.push(piece.value);
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    if (error instanceof DeskrailError) throw error;
    throw incomplete(error);
  }
  return Buffer.concat(chunks);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable('The body is not UTF-8. JSON is always sent as UTF-8.');
  }
}

/** Iterative: what is nested deep enough to end a recursion must end here, with an answer. */
function checkValue(root: unknown): void {
  let level: unknown[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) throw unreadable(`The body is nested deeper than ${maxDepth} levels.`);
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value === 'string') checkText(value);
      else if (typeof value === 'number') checkNumber(value);
      else if (Array.isArray(value)) for (const item of value) next.push(item);
      else if (typeof value === 'object' && value !== null) {
        for (const [name, member] of Object.entries(value)) {
          checkText(name);
          if (name === '__proto__')
            throw unreadable('A member of the body is called __proto__. Call it something else.');
          next.push(member);
        }
      }
    }
    level = next;
  }
}

function checkText(text: string): void {
  if (!text.isWellFormed()) throw unreadable('A text in the body holds half of a surrogate pair (\\ud800–\\udfff).');
}

function checkNumber(number: number): void {
  if (!Number.isFinite(number) || (Number.isInteger(number) && !Number.isSafeInteger(number))) {
    throw unreadable('A number in the body is too large to be kept exactly. Send it as a string.');
  }
}
