export type { ReceiverLog } from './append.js';
export { decodeBase64, encodeBase64 } from './base64.js';
export { type BodyLimits, type BodySource, bodySource } from './body-source.js';
export { checkPathSecret } from './path-secret.js';
export { type JsonReading, readJson } from './read-json.js';
export { createReceiver, type DeliveryReport, type Receiver, type ReceiverOptions } from './receiver.js';
export { type RedrivenWebhook, type RedriveWebhookOptions, redriveWebhook } from './redrive-webhook.js';
