import { openSqliteLog } from '@deskrail/event-log/sqlite';
import { openSqliteStore } from '@deskrail/store/sqlite';
import { openTestDatabase } from '@deskrail/testing';
import { describe } from 'vitest';
import { testSmsLife } from './sms-life.ts';

describe('a telephone number that writes to another (SQLite)', () =>
  testSmsLife(async () => {
    const file = await openTestDatabase();
    const log = await openSqliteLog({ file });
    const store = await openSqliteStore({ database: file });
    return {
      ...{ log, store },
      async [Symbol.asyncDispose]() {
        await store.close();
        await log.close();
        await file.close();
      },
    };
  }));
