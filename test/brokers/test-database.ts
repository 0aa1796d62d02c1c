import { randomUUID } from 'node:crypto';
import pg from 'pg';

/** An empty database on a server that others use too. */
export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
  /** Removes it, whoever is connected still. */
  drop(): Promise<void>;
}

const withinMs = 20_000;

/** Makes a database beside the one that `url` names. */
export async function createDatabase(url: string): Promise<TestDatabase> {
  const name = `deskrail_${randomUUID().replaceAll('-', '')}`;
  await administer(url, `create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  const drop = () => administer(url, `drop database if exists ${name} with (force)`);
  return { url: own.href, drop, [Symbol.asyncDispose]: drop };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: withinMs, query_timeout: withinMs });
  // The server may go while it answers; what fails then is the query.
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
