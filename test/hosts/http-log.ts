import type { ReceiverLog } from '@deskrail/webhooks';

/** A log somewhere else, for hosts without a disk: events are posted to it, and it has them once it says so. */
export const httpLog = (url: string): ReceiverLog => ({
  async append(stream, events, options) {
    const body = JSON.stringify({ stream, events });
    const response = await fetch(url, { method: 'POST', body, ...(options?.signal && { signal: options.signal }) });
    if (!response.ok) throw new Error(`The log answered ${response.status}.`);
    return [];
  },
});
