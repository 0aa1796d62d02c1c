import { DeskrailError } from '@deskrail/contracts';

/** What a look-up gave, or `not-found`: the same for what is not there and for what is another tenant's. */
export function found<Value>(value: Value | undefined, what: string): Value {
  if (value !== undefined) return value;
  throw new DeskrailError('not-found', `There is no ${what} with this id for this key’s tenant.`);
}
