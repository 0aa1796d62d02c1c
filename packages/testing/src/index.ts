export { type TemporaryFolder, temporaryFolder } from './temporary-folder.js';
export { openTestDatabase, type TestDatabase } from './test-database.js';
