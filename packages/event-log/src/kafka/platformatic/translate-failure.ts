import { protocolErrorsCodesById } from '@platformatic/kafka';
import { DriverError, type DriverErrorKind } from '../driver.js';
import { kindOfProtocolError } from '../protocol-errors.js';

export interface FailureContext {
  readonly broker?: string | undefined;
  readonly topic?: string | undefined;
  readonly partition?: number | undefined;
  readonly group?: string | undefined;
  readonly operation?: string | undefined;
}

interface PlatformaticFailure {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  /** The protocol's name of the error. */
  readonly apiId?: string;
  readonly serverErrorMessage?: string | null;
  readonly errors?: readonly unknown[];
  readonly cause?: unknown;
}

const byCode: Readonly<Record<string, DriverErrorKind>> = {
  PLT_KFK_AUTHENTICATION: 'not-authenticated',
  PLT_KFK_NETWORK: 'unavailable',
  PLT_KFK_TIMEOUT: 'unavailable',
};

/** What the client threw, in our words: it wraps, and the protocol's own word for it is within. */
export function translateFailure(error: unknown, about: FailureContext = {}): DriverError {
  if (error instanceof DriverError) return error;
  const chain = unwrapped(error);
  const spoken = chain.find(({ apiId }) => apiId !== undefined);
  if (spoken?.apiId !== undefined) {
    const message = [spoken.apiId, about.topic ?? about.group, spoken.serverErrorMessage].filter(Boolean).join(': ');
    return new DriverError(kindOfProtocolError(spoken.apiId), message, {
      ...about,
      protocol: spoken.apiId,
      cause: error,
    });
  }
  const refused = chain.find(({ code }) => code === 'PLT_KFK_AUTHENTICATION');
  const deepest = refused ?? chain.at(-1);
  const kind = chain.map(({ code }) => byCode[code ?? ''] ?? systemKind(code)).find((found) => found !== undefined);
  const message = deepest?.message || String(error);
  return new DriverError(refused ? 'not-authenticated' : (kind ?? 'internal'), message, { ...about, cause: error });
}

const systemKind = (code: string | undefined): DriverErrorKind | undefined =>
  code !== undefined && /^(E[A-Z]+|ERR_(SSL|TLS)_\w+)$/.test(code) ? 'unavailable' : undefined;

function unwrapped(error: unknown): PlatformaticFailure[] {
  const chain: PlatformaticFailure[] = [];
  const left = [error];
  while (left.length > 0 && chain.length < 20) {
    const next = left.shift();
    if (typeof next !== 'object' || next === null) continue;
    const failure = next as PlatformaticFailure;
    chain.push(failure);
    left.push(...(failure.errors ?? []), failure.cause);
  }
  return chain;
}

/** Throws where an answer carries an error. */
export function failOn(code: number, about: FailureContext & { readonly message?: string | null | undefined }): void {
  if (code !== 0) throw failureOf(code, about);
}

export function failureOf(
  code: number,
  { message, ...about }: FailureContext & { readonly message?: string | null | undefined },
): DriverError {
  const protocol = (protocolErrorsCodesById as Record<number, string>)[code] ?? `error ${code}`;
  const what = [protocol, about.topic ?? about.group, message].filter(Boolean).join(': ');
  return new DriverError(kindOfProtocolError(protocol), what, { ...about, protocol });
}
