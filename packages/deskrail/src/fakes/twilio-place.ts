import { createClient, type DeskrailClient } from '@deskrail/client';
import type { RecommendationView } from '@deskrail/contracts';
import { demoArticlesFolder, type EmulateTwilioOptions, emulateTwilio, type TwilioEmulator } from '@deskrail/testing';
import { twilio } from '@deskrail/twilio';
import { vi } from 'vitest';
import { createDeskrail, type Deskrail } from '../create-deskrail.js';

export const soon = { timeout: 10_000, interval: 10 };

/** An emulated Twilio and an instance that answers it, for tests. */
export interface TwilioPlace extends AsyncDisposable {
  readonly desk: TwilioEmulator;
  readonly deskrail: Deskrail;
  /** Anna's, who reviews. */
  readonly client: DeskrailClient;
  /** The reply that waits for her, once there is one. */
  openReply(): Promise<RecommendationView>;
}

export async function openTwilioPlace(
  data: string,
  options: Pick<EmulateTwilioOptions, 'progress'> = {},
): Promise<TwilioPlace> {
  const key = 'the-key-of-anna';
  const publicUrl = 'https://deskrail.example/webhooks/twilio';
  const desk = emulateTwilio({
    ...{ webhookUrl: publicUrl, deliver: (request: Request) => deskrail.fetch(request) },
    ...options,
  });
  const rest = { url: desk.url, token: desk.token };
  const connection = twilio({ id: 'twilio', tenant: 'acme', secrets: [desk.authToken], publicUrl, rest });
  const deskrail = await createDeskrail({
    ...{ data, connections: [connection], knowledge: demoArticlesFolder(), fetch: desk.fetch },
    keys: [{ name: 'anna', key, tenant: 'acme', roles: ['reader', 'reviewer'] }],
  });
  await deskrail.start();
  const client = createClient({
    ...{ url: 'https://deskrail.example', key },
    fetch: async (input, init) => deskrail.fetch(new Request(input, init)),
  });
  return {
    ...{ desk, deskrail, client },
    openReply: () =>
      vi.waitFor(async () => {
        const { items } = await client.recommendations.page({ status: 'open' });
        const reply = items.find(({ kind }) => kind === 'reply');
        if (reply === undefined) throw new Error('No reply is recommended yet.');
        return reply;
      }, soon),
    async [Symbol.asyncDispose]() {
      await deskrail.close();
      await desk[Symbol.asyncDispose]();
    },
  };
}
