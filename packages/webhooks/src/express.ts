export { type ExpressHandlerOptions, type ExpressRequest, expressHandler } from './express-handler.js';
