export type { SqlStore } from '../sql/create-store.js';
export { type OpenSqliteStoreOptions, openSqliteStore } from './open-sqlite-store.js';
