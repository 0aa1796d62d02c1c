export { type TwilioConnection, type TwilioOptions, twilioAdapter, twilioReceive } from './receive.js';
