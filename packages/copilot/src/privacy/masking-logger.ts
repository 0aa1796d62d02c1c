import type { Logger } from '@deskrail/contracts';
import { findPersonalData, type PersonalDataOptions } from './find-personal-data.js';

const deepest = 6;
const lineAtMost = 64_000;
/** Without one of these there is nothing to find: most lines are let through at once. */
const worthLooking = /[@＠]|\d(?:\D{0,3}\d){5}|:[0-9a-f]{0,4}:|[^\0-\x7f]| (?:at|ät|arroba) |[([{]at[)\]}]/iu;

/**
 * A logger before which personal data is gone: in messages and in string fields, deep ones and errors' too, each value is its kind
 * in brackets, such as `[email]`. Numbers, ids and times stay. Strings over 64,000 characters are cut.
 */
export function maskingLogger(logger: Logger, options: PersonalDataOptions = {}): Logger {
  const hide = (text: string): string => hideIn(text, options);
  const fieldsOf = (fields: Readonly<Record<string, unknown>>) =>
    hideDeep(fields, hide, 0) as Readonly<Record<string, unknown>>;
  return {
    debug: (fields, message) => logger.debug(fieldsOf(fields), hide(message)),
    info: (fields, message) => logger.info(fieldsOf(fields), hide(message)),
    warn: (fields, message) => logger.warn(fieldsOf(fields), hide(message)),
    error: (fields, message) => logger.error(fieldsOf(fields), hide(message)),
  };
}

function hideIn(given: string, options: PersonalDataOptions): string {
  const text = given.length > lineAtMost ? `${given.slice(0, lineAtMost)}…` : given;
  if (
    !worthLooking.test(text) &&
    options.names !== true &&
    options.addresses !== true &&
    options.patterns === undefined &&
    options.known === undefined
  ) {
    return text;
  }
  let at = 0;
  let hidden = '';
  for (const { kind, start, end } of findPersonalData(text, options)) {
    hidden += `${text.slice(at, start)}[${kind}]`;
    at = end;
  }
  return hidden + text.slice(at);
}

function hideDeep(value: unknown, hide: (text: string) => string, depth: number): unknown {
  if (typeof value === 'string') return hide(value);
  if (typeof value !== 'object' || value === null || depth > deepest) return value;
  if (value instanceof Error) return hideInError(value, hide, depth);
  if (Array.isArray(value)) return value.map((item) => hideDeep(item, hide, depth + 1));
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hideDeep(item, hide, depth + 1)]));
}

/** A copy that is an error of the same class still, so that a logger prints it as one. */
function hideInError(error: Error, hide: (text: string) => string, depth: number): Error {
  const copy: Error = Object.create(Object.getPrototypeOf(error));
  for (const key of new Set([...Object.getOwnPropertyNames(error), 'message', 'stack'])) {
    const value = hideDeep(Reflect.get(error, key), hide, depth + 1);
    Object.defineProperty(copy, key, {
      value,
      enumerable: Object.prototype.propertyIsEnumerable.call(error, key),
      configurable: true,
      writable: true,
    });
  }
  return copy;
}
