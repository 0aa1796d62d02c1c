export { answerTo, type DeskAnswer, objectOrEmpty, succeeded } from './answer.js';
export { changedTags, conversationIdIn, conversationOf, hasAlready, noteOf, publicReplyOf } from './approved.js';
export { enrichLater } from './enrich-later.js';
export {
  conflictWhere,
  type Failure,
  failed,
  readingFailed,
  refusedWith,
  usualRefusal,
  withoutAnswer,
} from './failure.js';
export { createKept, type Kept } from './kept.js';
export { basicCredentials, callOptions, type RestAccess, restAccess } from './rest-access.js';
export { retryAfterMs } from './retry-after.js';
export { type Sleep, sleepFor, throwIfAborted } from './stop.js';
