import { DeskrailError, type Sql, type SqlValue } from '@deskrail/contracts';
import { explainFailure } from './sqlite-failure.js';
import type { Statements } from './statements.js';

/** SQL of a file of our own, which can also insert many rows at the cost of one call. */
export interface SqliteSql extends Sql {
  /** One row for each list of parameters: its id, or `undefined` where there was a conflict that the text lets pass. */
  insertEach(text: string, rows: readonly (readonly SqlValue[])[]): Promise<readonly (number | undefined)[]>;
}

export type Job<Result> = (sql: SqliteSql) => Promise<Result>;

/** What a job needs of its connection. */
export interface JobPlace {
  readonly path: string;
  readonly statements: Statements;
  /** Whether the transaction that the job runs in is still open. */
  isOpen(): boolean;
  readonly jobMs: number;
}

/** Run a job inside the open transaction. Its `sql` ends with it, so that nothing it forgot writes into another's. */
export async function runJob<Result>(job: Job<Result>, place: JobPlace): Promise<Result> {
  let ended = false;
  const check = (): void => {
    if (ended) throw new DeskrailError('internal', 'This transaction has ended: await every call inside the job.');
    if (!place.isOpen()) throw new DeskrailError('internal', 'This transaction was rolled back: end the job.');
  };
  const attempt = <Value>(action: () => Value): Value => {
    check();
    try {
      return action();
    } catch (error) {
      throw explainFailure(error, place.path);
    }
  };
  const sql: SqliteSql = {
    all: async (text, parameters = []) => attempt(() => place.statements.all(text, parameters) as never),
    run: async (text, parameters = []) => attempt(() => place.statements.run(text, parameters)),
    insertEach: async (text, rows) => attempt(() => place.statements.insertEach(text, rows)),
  };
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const message = `A job kept its transaction for ${place.jobMs} ms. It may wait for nothing but its own SQL.`;
      reject(new DeskrailError('timeout', message));
    }, place.jobMs);
  });
  try {
    return await Promise.race([job(sql), late]);
  } finally {
    clearTimeout(timer);
    ended = true;
  }
}
