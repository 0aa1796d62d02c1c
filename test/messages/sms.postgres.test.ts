import { openSqliteLog } from '@deskrail/event-log/sqlite';
import { openPostgresStore } from '@deskrail/store/postgres';
import { openTestDatabase } from '@deskrail/testing';
import { describe } from 'vitest';
import { postgresForTests } from '../brokers/for-tests.ts';
import { testSmsLife } from './sms-life.ts';

describe('a telephone number that writes to another (PostgreSQL)', () =>
  testSmsLife(async () => {
    const database = await postgresForTests();
    const file = await openTestDatabase();
    const log = await openSqliteLog({ file });
    const store = await openPostgresStore({ url: database.url });
    return {
      ...{ log, store },
      async [Symbol.asyncDispose]() {
        await store.close();
        await log.close();
        await file.close();
        await database[Symbol.asyncDispose]();
      },
    };
  }));
