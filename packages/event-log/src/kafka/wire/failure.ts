import { DriverError } from '../driver.js';

/** A client's failure as it is; anything else that was thrown is a fault of ours. */
export function asDriverError(error: unknown, about: ConstructorParameters<typeof DriverError>[2] = {}): DriverError {
  if (error instanceof DriverError) return error;
  return new DriverError('internal', error instanceof Error ? error.message : String(error), {
    ...about,
    cause: error,
  });
}
