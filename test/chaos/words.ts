/** What all parts of a run agree on. */
export const tenant = 'default';
export const secret = 'the-signing-secret-of-the-chaos';
export const apiKey = 'the-key-of-anna-who-reviews-in-the-chaos';
export const otherApiKey = 'the-key-of-ben-who-reviews-in-the-chaos';
export const webhookPath = '/webhooks/zendesk';

export const conversationOf = (ticket: string): string => `conversation:zendesk:${ticket}`;

export type LogKind = 'embedded' | 'kafka';
