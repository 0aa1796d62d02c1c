export { answerTo, type DeskAnswer, isDone, objectOrEmpty } from './answer.js';
export { changedTags, conversationIdIn, conversationOf, hasAlready, noteOf, publicReplyOf } from './approved.js';
export { enrichLater } from './enrich-later.js';
export { conflictWhere, type Failure, failed, refusedWith, unanswered, withoutAnswer } from './failure.js';
export { createKept, type Kept } from './kept.js';
export { basicCredentials, callOptions, type RestAccess, restAccess } from './rest-access.js';
export { retryAfterMs } from './retry-after.js';
export { type Sleep, sleepFor, throwIfAborted } from './stop.js';
