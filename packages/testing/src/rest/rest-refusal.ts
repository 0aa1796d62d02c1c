/** An answer of a REST API that is no success, with the vendor's own words for it; an empty body where there are none. */
export class RestRefusal extends Error {
  override readonly name = 'RestRefusal';
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body?: unknown, headers: Readonly<Record<string, string>> = {}) {
    super(`The emulated desk answered ${status}.`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}
