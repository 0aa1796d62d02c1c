import type { FreshdeskEmulator, TwilioEmulator, ZendeskEmulator } from '@deskrail/testing';
import type { EmulatedDesk } from './emulated-desk.js';
import { openFreshdeskDesk } from './freshdesk-desk.js';
import { openTwilioDesk } from './twilio-desk.js';
import { openZendeskDesk } from './zendesk-desk.js';

/** The shop's three desks. */
export interface Desks {
  readonly all: readonly EmulatedDesk[];
  /** As the shop's customers find them. */
  readonly emulators: {
    readonly zendesk: ZendeskEmulator;
    readonly freshdesk: FreshdeskEmulator;
    readonly twilio: TwilioEmulator;
  };
  close(): Promise<void>;
}

export function openDesks(tenant: string): Desks {
  const zendesk = openZendeskDesk(tenant);
  const freshdesk = openFreshdeskDesk(tenant);
  const twilio = openTwilioDesk(tenant);
  const all = [zendesk, freshdesk, twilio];
  return {
    all,
    emulators: { zendesk: zendesk.emulator, freshdesk: freshdesk.emulator, twilio: twilio.emulator },
    close: async () => void (await Promise.all(all.map((desk) => desk.close()))),
  };
}
