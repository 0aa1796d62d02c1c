export type { ReceiverLog } from './append.js';
export { decodeBase64, encodeBase64 } from './base64.js';
export { type BodyLimits, type BodySource, bodySource } from './body-source.js';
export {
  type AdapterDefinition,
  type ConnectionOptions,
  checkSecrets,
  defineAdapter,
  defineConnection,
} from './define-adapter.js';
export {
  connectionSubject,
  type Draft,
  finishFacts,
  type NoFact,
  type Shared,
  subjectOf,
  unmappedDraft,
} from './facts/draft.js';
export { derivedId, digest } from './facts/hash.js';
export { htmlToText } from './facts/html-to-text.js';
export { type AttachmentInput, actorOf, type MessageInput, messageDraft } from './facts/message-draft.js';
export { textToHtml } from './facts/text-to-html.js';
export { identifier, isObject, type JsonObject, known, text, time, timeOfMs } from './facts/values.js';
export { checkPathSecret } from './path-secret.js';
export { type JsonReading, readJson } from './read-json.js';
export { createReceiver, type DeliveryReport, type Receiver, type ReceiverOptions } from './receiver.js';
export { type RedrivenWebhook, type RedriveWebhookOptions, redriveWebhook } from './redrive-webhook.js';
export { rememberLatest } from './remember-latest.js';
export { remoteAddress, withRemoteAddress } from './remote-address.js';
export { checkStandardSecrets, verifyStandardWebhooks } from './standard-webhooks.js';
