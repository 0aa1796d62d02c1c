import { DeskrailError } from '@deskrail/contracts';

/** A webhook as somebody kept it. */
export interface CapturedRequest {
  readonly method: string;
  /** As it stood in the request line: a path, or a whole URL. */
  readonly target: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** What the capture itself did to the request, where that shows. */
  readonly notes: readonly string[];
}

const latin1 = new TextDecoder('latin1');
const encoder = new TextEncoder();
const requestLine = /^([A-Z]+) (\S+)(?: HTTP\/[\d.]+)?$/;

/**
 * Read a captured request: request line, headers, an empty line, the body, with LF or CRLF; or the first request of a
 * HAR file. Throws `request-invalid` with the line that is wrong.
 */
export function readCapturedRequest(file: Uint8Array): CapturedRequest {
  const har = readHar(file);
  if (har !== undefined) return har;
  const { head, body } = split(file);
  const [first = '', ...lines] = head.replace(/^\uFEFF|^ï»¿/, '').split(/\r?\n/);
  const [, method, target] = requestLine.exec(first.trim()) ?? [];
  if (method === undefined || target === undefined) {
    throw wrong(`The first line is no request line. Write such as POST /webhooks/twilio HTTP/1.1. ${bodyAlone}`);
  }
  const headers = headersOf(lines);
  return { method, target, headers, ...bodyOf(body, headers) };
}

const bodyAlone = 'A body alone has no signature: keep the request line and the headers with it.';

const wrong = (message: string) => new DeskrailError('request-invalid', `The file holds no request: ${message}`);

function split(file: Uint8Array): { readonly head: string; readonly body: Uint8Array } {
  for (let index = 0; index < file.length; index++) {
    if (file[index] !== 10) continue;
    const end = file[index + 1] === 13 ? index + 2 : index + 1;
    if (file[end] === 10) return { head: latin1.decode(file.subarray(0, index)), body: file.subarray(end + 1) };
  }
  return { head: latin1.decode(file).trimEnd(), body: new Uint8Array() };
}

function headersOf(lines: readonly string[]): Headers {
  const headers = new Headers();
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const colon = line.indexOf(':');
    try {
      if (colon < 1) throw new TypeError('no colon');
      headers.append(line.slice(0, colon).trim(), line.slice(colon + 1).trim());
    } catch {
      // Not shown: it may hold a secret.
      throw wrong(`line ${index + 2} is no header. Write Name: value, and an empty line before the body.`);
    }
  }
  return headers;
}

/** What editors and tools add at the end of a file is not the body's, where its length is known. */
function bodyOf(given: Uint8Array, headers: Headers): Pick<CapturedRequest, 'body' | 'notes'> {
  const text = headers.get('content-length');
  const length = text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
  if (length === undefined || length === given.length) {
    const ends = given.at(-1) === 10 && length === undefined;
    return {
      body: given,
      notes: ends
        ? [
            'The body ends with a line break, and no Content-Length says whether it is its own: an editor may have added it.',
          ]
        : [],
    };
  }
  const rest = latin1.decode(given.subarray(length));
  if (length < given.length && /^[\r\n]+$/.test(rest)) return { body: given.subarray(0, length), notes: [] };
  return {
    body: given,
    notes: [
      `The body has ${given.length} bytes and Content-Length says ${length}: it was changed or cut when it was kept.`,
    ],
  };
}

interface Har {
  readonly log?: { readonly entries?: readonly { readonly request?: HarRequest }[] };
}
interface HarRequest {
  readonly method?: unknown;
  readonly url?: unknown;
  readonly headers?: readonly { readonly name?: unknown; readonly value?: unknown }[];
  readonly postData?: { readonly text?: unknown };
}

function readHar(file: Uint8Array): CapturedRequest | undefined {
  if (file.find((byte) => byte > 32) !== 123) return undefined;
  let request: HarRequest | undefined;
  try {
    request = (JSON.parse(new TextDecoder().decode(file)) as Har).log?.entries?.[0]?.request;
  } catch {
    throw wrong(`it begins with { and is no JSON: a HAR file that was cut off, or some other body. ${bodyAlone}`);
  }
  if (typeof request?.method !== 'string' || typeof request.url !== 'string') {
    throw wrong(`it is JSON, and no HAR file. ${bodyAlone}`);
  }
  const lines = (request.headers ?? []).filter(({ name }) => !String(name).startsWith(':'));
  const headers = headersOf(lines.map(({ name, value }) => `${name}: ${value}`));
  const body = encoder.encode(typeof request.postData?.text === 'string' ? request.postData.text : '');
  return { method: request.method, target: request.url, headers, body, notes: [] };
}
