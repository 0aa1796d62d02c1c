export type { LambdaEvent, LambdaEventV1, LambdaEventV2 } from './lambda-event.js';
export { type LambdaAnswer, type LambdaHandlerOptions, lambdaHandler } from './lambda-handler.js';
