/**
 * How a host hands over a body's bytes without making a web stream of them. A host that has such a way puts it on its
 * `Request` under this symbol. It rejects with `body-too-large`, `already-parsed` or `aborted`.
 */
export const bodySource = Symbol.for('deskrail.bodySource');

export type BodySource = (options: {
  readonly limitBytes: number;
  readonly signal: AbortSignal;
}) => Promise<Uint8Array>;

export const bodySourceOf = (request: Request): BodySource | undefined =>
  (request as { [bodySource]?: BodySource })[bodySource];
