export { type FlushOptions, type FlushProgress, flushSpool } from './flush-spool.js';
export { type Forwarding, type ForwardingOptions, startForwarding } from './forwarding.js';
export type { SpoolLimits } from './limits.js';
export { type OpenSpoolOptions, openSpool, type Spool } from './open-spool.js';
export type { RefusedEvent } from './spool-rows.js';
export { type SpoolingLog, type SpoolingLogOptions, spoolingLog } from './spooling-log.js';
export { readSpoolStatus, type SpoolStatus } from './status.js';
