export { DeskrailApiError, isDeskrailApiError } from './api-error.js';
export {
  type AnalyticsTime,
  createClient,
  type DeadLetterQuery,
  type DeskrailClient,
  type Listing,
  type NextQuery,
  type QueueQuery,
  type Session,
  type SignedIn,
  type VerdictAnswer,
} from './client.js';
export type { EventsConnection, EventsOptions, ReceivedEvent } from './events.js';
export type { CallOptions, ClientOptions } from './send.js';
export type { SuggestionEvent } from './suggest-stream.js';
export type { WaitForVerdictOptions } from './wait-for-verdict.js';
