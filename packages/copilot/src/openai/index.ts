export type { PromptTemplate } from '../prompts/templates/prompt-template.js';
export type { Allowance, Budgets, Prices } from '../remote/budget.js';
export type { RemoteOptions } from '../remote/remote-calls.js';
export type { RetryOptions } from '../remote/retry.js';
export type { OpenAiAccess } from './connect.js';
export { type OpenAiEmbeddingsOptions, openAiEmbeddings } from './embeddings.js';
export { type OpenAiModelOptions, openAiModel } from './model.js';
export { type OpenAiModerationOptions, openAiModeration } from './moderation.js';
