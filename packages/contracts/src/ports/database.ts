export type SqlValue = string | number | bigint | null | Uint8Array;
export type Row = Readonly<Record<string, SqlValue>>;

/** SQL in the part that SQLite and PostgreSQL share: `?` for parameters, `on conflict`, `returning`. */
export interface Sql {
  all<Result extends Row = Row>(text: string, parameters?: readonly SqlValue[]): Promise<readonly Result[]>;
  /** The number of rows changed. */
  run(text: string, parameters?: readonly SqlValue[]): Promise<number>;
}

/**
 * A place for SQL transactions. A job waits for nothing but its own SQL: it runs while others queue behind it, and
 * jobs that gather may share one commit.
 */
export interface Database {
  /** Run in a transaction; resolves once it is durable. The job's error rolls back what the job wrote, and rejects. */
  write<Result>(job: (sql: Sql) => Promise<Result>): Promise<Result>;
  /** `once`: the job runs one statement, which sees one moment without a transaction around it. */
  read<Result>(job: (sql: Sql) => Promise<Result>, options?: { readonly once?: boolean }): Promise<Result>;
  close(): Promise<void>;
}

/**
 * A consumer's place, for a handler to save in the transaction of its effects. Present only where the log and the store
 * share a database; elsewhere the store's record of handled ids makes a redelivery harmless.
 */
export interface Checkpoint {
  readonly database: Database;
  save(sql: Sql): Promise<void>;
}
