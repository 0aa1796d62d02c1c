import { DeskrailError, type Row, type Sql } from '@deskrail/contracts';
import type { PoolClient } from 'pg';
import { isConnectionLoss, isTransactionOver } from './postgres-failure.js';
import { sendTogether } from './send-together.js';
import type { Leave } from './slots.js';
import { parameterOf, statementOf } from './statements.js';

export type Job<Result> = (sql: Sql) => Promise<Result>;

const begins = {
  write: 'begin isolation level read committed',
  read: 'begin isolation level repeatable read, read only',
};

export type Mode = keyof typeof begins;

export interface TransactionOptions<Result> {
  /** Given back to its pool at the end. */
  readonly client: PoolClient;
  readonly mode: Mode;
  readonly job: Job<Result>;
  /** Called once the client was given back, which for a read is after its result. */
  readonly onDone: Leave;
}

/** Run a job of one statement, which is a transaction by itself. */
export async function runStatement<Result>(options: Omit<TransactionOptions<Result>, 'mode'>): Promise<Result> {
  const done = giveBack(options);
  const { sql, end } = openJob(options.client, 1);
  try {
    const result = await options.job(sql);
    done(false);
    return result;
  } catch (error) {
    // What else is under way on it is not known.
    done(true);
    throw error;
  } finally {
    end();
  }
}

/** Run a job in a transaction of its own. Throws {@link CommitLost} where its end is not known. */
export async function runTransaction<Result>(options: TransactionOptions<Result>): Promise<Result> {
  const { client, mode, job } = options;
  const done = giveBack(options);
  const { sql, end, cause } = openJob(client);
  sendTogether(client);
  const begun = client.query(begins[mode]);
  begun.catch(() => {});
  let result: Result;
  try {
    result = await job(sql);
    await begun;
  } catch (error) {
    end();
    const undone = client.query('rollback').then(
      () => done(false),
      () => done(true),
    );
    if (mode === 'write') await undone;
    throw cause(error);
  }
  end();
  const committed = client.query('commit').then(
    ({ command }) => ({ command, error: undefined }),
    (error: unknown) => ({ command: '', error }),
  );
  if (mode === 'read') {
    // There is nothing to lose any more, and nobody needs to wait for it.
    void committed.then(({ error }) => done(error !== undefined));
    return result;
  }
  const { command, error } = await committed;
  const lost = isConnectionLoss(error);
  done(lost);
  if (error !== undefined) throw lost ? new CommitLost(error) : error;
  // A statement failed, and the job did not pass that on.
  if (command === 'ROLLBACK') throw new DeskrailError('internal', 'A job of the store’s hid a failure.');
  return result;
}

function giveBack({ client, onDone }: Pick<TransactionOptions<unknown>, 'client' | 'onDone'>) {
  // Whoever waits for an answer is told; without a listener, the process would end.
  const ignore = (): void => {};
  client.on('error', ignore);
  return (broken: boolean): void => {
    client.off('error', ignore);
    client.release(broken);
    onDone();
  };
}

/** Whether it was committed is not known. */
export class CommitLost extends Error {
  constructor(cause: unknown) {
    super('The connection was lost at the commit.', { cause });
  }
}

interface OpenJob {
  readonly sql: Sql;
  /** Why a statement failed: those that were sent after the first that did only say that the transaction is over. */
  cause(error: unknown): unknown;
  end(): void;
}

function openJob(client: PoolClient, most = Number.POSITIVE_INFINITY): OpenJob {
  let failure: unknown;
  let open = true;
  let count = 0;
  const query = (text: string, parameters: Parameters<Sql['run']>[1] = []) => {
    count += 1;
    if (count > most) throw new DeskrailError('internal', 'A job of one statement ran another.');
    if (!open) throw new DeskrailError('internal', 'SQL was run after its job had ended.');
    sendTogether(client);
    const answer = client.query({ ...statementOf(text), values: parameters.map(parameterOf) });
    answer.catch((error: unknown) => {
      failure ??= error;
    });
    return answer;
  };
  return {
    sql: {
      async all<Result extends Row>(text: string, parameters = []) {
        return (await query(text, parameters)).rows as Result[];
      },
      async run(text, parameters = []) {
        return (await query(text, parameters)).rowCount ?? 0;
      },
    },
    cause: (error) => (isTransactionOver(error) ? (failure ?? error) : error),
    end() {
      open = false;
    },
  };
}
