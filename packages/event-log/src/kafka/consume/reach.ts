import { type DeskrailError, isDeskrailError } from '@deskrail/contracts';
import { DriverError } from '../driver.js';
import { explainFailure } from '../explain-failure.js';

/** A driver's error in our words; one that is ours already stays as it is. */
export function explain(error: unknown, what: string): DeskrailError {
  if (isDeskrailError(error)) return error;
  const failure = error instanceof DriverError ? error : new DriverError('internal', String(error), { cause: error });
  return explainFailure(failure, what);
}

/** What a driver's call gives, its errors explained. */
export async function reach<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw explain(error, what);
  }
}
