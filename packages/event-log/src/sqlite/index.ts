export type { FileLimits, LogLimits } from './limits.js';
export { type OpenSqliteFileOptions, openSqliteFile, type SqliteFile } from './open-sqlite-file.js';
export { type OpenSqliteLogOptions, openSqliteLog, type SqliteLog } from './open-sqlite-log.js';
