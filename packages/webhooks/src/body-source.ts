/**
 * How a host hands over a body's bytes without making a web stream of them. A host that has such a way puts it on its
 * `Request` under this symbol. It rejects with `body-too-large`, `already-parsed`, `timeout` or `aborted`.
 */
export const bodySource = Symbol.for('deskrail.bodySource');

export interface BodyLimits {
  readonly limitBytes: number;
  readonly timeoutMs: number;
}

export type BodySource = (limits: BodyLimits) => Promise<Uint8Array>;

export const bodySourceOf = (request: Request): BodySource | undefined =>
  (request as { [bodySource]?: BodySource })[bodySource];
