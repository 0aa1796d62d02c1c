export { type Housekeeping, type HousekeepingOptions, type RetentionDays, startHousekeeping } from './housekeeping.js';
export { type Projection, type ProjectionOptions, startProjection } from './projection.js';
export { type RebuildOptions, rebuildStore } from './rebuild.js';
export { type Relay, type RelayOptions, startRelay } from './relay.js';
export { type ConversationState, evolveConversation } from './state/conversation.js';
export { type ActionState, evolveAction } from './state/ledger.js';
export { evolveRecommendation, type RecommendationState } from './state/recommendation.js';
