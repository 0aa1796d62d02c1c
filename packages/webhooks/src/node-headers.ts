import type { IncomingMessage } from 'node:http';

/**
 * The `Headers` of a Node message. A single name is looked up among those that came; the platform's own `Headers`, which
 * checks and copies all of them, is made only for who asks for more.
 */
class NodeHeaders {
  readonly #raw: readonly string[];
  #platform: Headers | undefined;

  constructor(raw: readonly string[]) {
    this.#raw = raw;
  }

  get(name: string): string | null {
    return this.#platform === undefined ? lookUp(this.#raw, name) : this.#platform.get(name);
  }
  has(name: string): boolean {
    return this.get(name) !== null;
  }

  append(name: string, value: string) {
    this.#whole.append(name, value);
  }
  delete(name: string) {
    this.#whole.delete(name);
  }
  set(name: string, value: string) {
    this.#whole.set(name, value);
  }
  getSetCookie() {
    return this.#whole.getSetCookie();
  }
  forEach(callback: (value: string, name: string, headers: Headers) => void, thisArgument?: unknown) {
    for (const [name, value] of this.#whole) callback.call(thisArgument, value, name, this as unknown as Headers);
  }
  entries() {
    return this.#whole.entries();
  }
  keys() {
    return this.#whole.keys();
  }
  values() {
    return this.#whole.values();
  }
  [Symbol.iterator]() {
    return this.#whole[Symbol.iterator]();
  }
  /** For `console.log`: the platform's own method wants private parts that are not here. */
  [Symbol.for('nodejs.util.inspect.custom')]() {
    return this.#whole;
  }

  get #whole(): Headers {
    this.#platform ??= platformHeaders(this.#raw);
    return this.#platform;
  }
}
// So that `instanceof Headers` holds, for handlers that ask.
Object.setPrototypeOf(NodeHeaders.prototype, Headers.prototype);

export const toHeaders = ({ rawHeaders }: IncomingMessage): Headers =>
  new NodeHeaders(rawHeaders) as unknown as Headers;

/** As `Headers` has it: whatever the case, and what came more than once is joined. HTTP/2 names its own with a colon. */
function lookUp(raw: readonly string[], name: string): string | null {
  const wanted = name.toLowerCase();
  let found: string | null = null;
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const given = raw[index] as string;
    if (given.length !== wanted.length || given.toLowerCase() !== wanted || given.startsWith(':')) continue;
    found = found === null ? (raw[index + 1] as string) : `${found}, ${raw[index + 1]}`;
  }
  return found;
}

function platformHeaders(raw: readonly string[]): Headers {
  const headers = new Headers();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] as string;
    if (!name.startsWith(':')) headers.append(name, raw[index + 1] as string);
  }
  return headers;
}
