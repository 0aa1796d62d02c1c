export type { SqlStore } from '../sql/create-store.js';
export type { TlsOptions } from './connections.js';
export { type OpenPostgresStoreOptions, openPostgresStore } from './open-postgres-store.js';
