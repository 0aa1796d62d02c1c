export { defaultEscalationRules, type EscalationRule } from './embedded/escalation.js';
export { embeddedFeatures } from './embedded/features.js';
export { type MarkdownArticles, markdownArticles } from './embedded/markdown-articles.js';
export { embeddedModel } from './embedded/model.js';
export { resolvedConversations } from './embedded/resolved-conversations.js';
export { announcePolicy, definePolicy } from './policy.js';
export { createRecommender, type Recommender, type RecommenderOptions } from './recommend/recommender.js';
export { type Recommending, startRecommending } from './recommend/recommending.js';
export { type Check, defaultChecks, type Flag } from './recommend/validate.js';
