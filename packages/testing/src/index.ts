export type { Attempt, Deliver } from './delivery/attempt.js';
export type { BreakerOptions } from './delivery/circuit-breaker.js';
export type { ReleaseOrder } from './delivery/deliveries.js';
export type { Delivery, DeliveryOptions } from './delivery/delivery.js';
export {
  type DemoArticle,
  demoArticles,
  demoArticlesFolder,
  demoMacrosFile,
  demoPolicyFile,
} from './demo-articles.js';
export type { EmulatedDesk } from './emulated-desk.js';
export { type FactsInMemory, factsInMemory } from './facts-in-memory.js';
export type {
  FreshdeskAgentsDesk,
  FreshdeskAgentWrites,
  FreshdeskCustomerWrites,
  FreshdeskFields,
  FreshdeskTicketView,
} from './freshdesk/emulator/agents-desk.js';
export type { FreshdeskAppEvent, FreshdeskAppEventName } from './freshdesk/emulator/app-event.js';
export type { FreshdeskChange, FreshdeskTicketChange } from './freshdesk/emulator/change-ticket.js';
export type { FreshdeskDelivery, FreshdeskDeliveryOptions } from './freshdesk/emulator/deliveries.js';
export type {
  FreshdeskConversation,
  FreshdeskIdKind,
  FreshdeskPerson,
  FreshdeskStatusName,
} from './freshdesk/emulator/desk-state.js';
export {
  type EmulateFreshdeskOptions,
  emulateFreshdesk,
  type FreshdeskEmulator,
} from './freshdesk/emulator/emulate-freshdesk.js';
export type { FreshdeskWho } from './freshdesk/emulator/people.js';
export type { FreshdeskPlan, FreshdeskRateLimit } from './freshdesk/emulator/rate-budget.js';
export type { FreshdeskCredential } from './freshdesk/emulator/rest.js';
export type { FreshdeskRuleEvent, FreshdeskWebhook } from './freshdesk/emulator/webhook.js';
export type { FreshdeskAppBody } from './freshdesk/fixtures/app-bodies.js';
export type { FreshdeskFixture } from './freshdesk/fixtures/fixture.js';
export { freshdeskFixtures } from './freshdesk/fixtures/freshdesk-fixtures.js';
export type { FreshdeskRuleBody } from './freshdesk/fixtures/rule-bodies.js';
export type { OpenAiAnswer, OpenAiAsked, OpenAiScript } from './openai/answer.js';
export type { DataBlock as OpenAiDataBlock } from './openai/data-blocks.js';
export { type EmulateOpenAiOptions, emulateOpenAi, type OpenAiEmulator } from './openai/emulate-openai.js';
export type { OpenAiModerationCategory, OpenAiModerator } from './openai/moderations-api.js';
export { type OpenAiHarm, obedientAnswer, openAiHarms } from './openai/obedient-answer.js';
export type { OpenAiRateLimit } from './openai/rate-limit.js';
export type { RestFault, RestFault as ZendeskFault } from './rest/faults.js';
export type { RestCall, RestCall as ZendeskRestCall } from './rest/rest-api.js';
export { type SeededRandom, seededRandom } from './seeded-random.js';
export { type Emulator, type ServedEmulator, serveEmulator } from './serve-emulator.js';
export { aDayAtFernhill } from './shop/a-day-at-fernhill.js';
export { aDayOnThreeDesks } from './shop/by-freshdesk-and-phone.js';
export type { ShopConversation, ShopScene, ShopText } from './shop/conversation.js';
export { type PlayShopDay, playShopDay, type ShopDesks } from './shop/play-shop-day.js';
export { type TemporaryFolder, temporaryFolder } from './temporary-folder.js';
export { openTestDatabase, type TestDatabase } from './test-database.js';
export { type ManualTime, manualTime, realTime, type Time } from './time.js';
export type { TwilioChange } from './twilio/emulator/account.js';
export type { TwilioAnswer } from './twilio/emulator/answers.js';
export type { CustomerTexts } from './twilio/emulator/customer-texts.js';
export type { TwilioDelivery, TwilioDeliveryOptions } from './twilio/emulator/deliveries.js';
export type {
  TwilioChannel,
  TwilioConversation,
  TwilioConversationMessage,
  TwilioMedia,
  TwilioMessage,
  TwilioParticipant,
} from './twilio/emulator/desk-state.js';
export { type EmulateTwilioOptions, emulateTwilio, type TwilioEmulator } from './twilio/emulator/emulate-twilio.js';
export type { CustomerWritesInConversation } from './twilio/emulator/in-conversation.js';
export type { TwilioDeliveryFault, TwilioProgressOptions } from './twilio/emulator/progress.js';
export type { TwilioApiKey, TwilioRateLimitOptions } from './twilio/emulator/rest.js';
export type { RestoredTwilioMessage } from './twilio/emulator/restore-messages.js';
export type { TwilioWebhook, TwilioWebhookKind } from './twilio/emulator/webhook-subscription.js';
export type { TwilioSidPrefix } from './twilio/fixtures/derived-sid.js';
export type {
  TwilioCloudEvent,
  TwilioFixture,
  TwilioFormFixture,
  TwilioFormParams,
  TwilioJsonFixture,
} from './twilio/fixtures/fixture.js';
export type { TwilioMessageStatus } from './twilio/fixtures/status-callbacks.js';
export { twilioFixtures } from './twilio/fixtures/twilio-fixtures.js';
export {
  type SignTwilio,
  signedTwilioRequest,
  signTwilio,
  type TwilioHeaders,
  type TwilioParams,
  twilioSignature,
} from './twilio/sign.js';
export type {
  AgentsDesk,
  AgentWrites,
  CustomerWrites,
  Person,
  ZendeskTicketView,
} from './zendesk/emulator/agents-desk.js';
export type { ZendeskCredential } from './zendesk/emulator/authenticate.js';
export type { ChangedBy, TicketChange } from './zendesk/emulator/change-ticket.js';
export type { ZendeskDelivery, ZendeskDeliveryOptions } from './zendesk/emulator/deliveries.js';
export type { ZendeskChange } from './zendesk/emulator/desk-core.js';
export type {
  ZendeskAudit,
  ZendeskComment,
  ZendeskIdKind,
  ZendeskPriority,
  ZendeskRole,
  ZendeskStatus,
  ZendeskUser,
} from './zendesk/emulator/desk-state.js';
export {
  type EmulateZendeskOptions,
  emulateZendesk,
  type ZendeskEmulator,
} from './zendesk/emulator/emulate-zendesk.js';
export type { RateLimitOptions } from './zendesk/emulator/rate-limit.js';
export type { ZendeskWebhook } from './zendesk/emulator/webhook-subscription.js';
export type { ZendeskOrganizationEventType } from './zendesk/fixtures/organization-events.js';
export type { ZendeskEventPayload, ZendeskFixtureOptions } from './zendesk/fixtures/payload.js';
export type { CommentAdded, TicketCreated } from './zendesk/fixtures/shorthand.js';
export type { ZendeskTicketEventType } from './zendesk/fixtures/ticket-events.js';
export type { TemplateValues } from './zendesk/fixtures/trigger-body.js';
export type { ZendeskUserEventType } from './zendesk/fixtures/user-events.js';
export { zendeskFixtures } from './zendesk/fixtures/zendesk-fixtures.js';
export { type ManyZendeskWebhooks, manyZendeskWebhooks, type SignedZendeskWebhook } from './zendesk/many-webhooks.js';
export {
  type SignZendesk,
  signedZendeskRequest,
  signZendesk,
  type ZendeskHeaders,
  zendeskTestSecret,
} from './zendesk/sign.js';
