export type { SqlStore } from '../sql/create-store.js';
export type { TlsOptions } from './connections.js';
export { type OpenPostgresStoreOptions, openPostgresStore, type PostgresStore } from './open-postgres-store.js';
export type { PoolLoad } from './postgres-database.js';
