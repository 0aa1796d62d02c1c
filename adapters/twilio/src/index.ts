export { twilio } from './act/twilio.js';
export { type TwilioConnection, type TwilioOptions, twilioAdapter, twilioReceive } from './receive.js';
