import { isDeskrailError } from '@deskrail/contracts';
import type { FreshdeskEmulator } from '../freshdesk/emulator/emulate-freshdesk.js';
import type { Time } from '../time.js';
import type { TwilioEmulator } from '../twilio/emulator/emulate-twilio.js';
import type { ZendeskEmulator } from '../zendesk/emulator/emulate-zendesk.js';
import { aDayAtFernhill } from './a-day-at-fernhill.js';
import { aDayOnThreeDesks } from './by-freshdesk-and-phone.js';
import type { ShopScene } from './conversation.js';
import { onFreshdesk } from './on-freshdesk.js';
import { onTwilio } from './on-twilio.js';
import { onZendesk } from './on-zendesk.js';
import type { ShopDesk } from './shop-desk.js';

/** Where the shop's customers may write. */
export interface ShopDesks {
  readonly zendesk: ZendeskEmulator;
  readonly freshdesk?: FreshdeskEmulator;
  readonly twilio?: TwilioEmulator;
}

export interface PlayShopDay {
  /** Ends the day early. */
  readonly signal: AbortSignal;
  /** Milliseconds between two new conversations, once the first seven are there, and before a customer reacts. Default: 20 000. */
  readonly pace?: number;
  /** Default: `aDayAtFernhill`; on several desks `aDayOnThreeDesks`. What is for a desk that is not there is left out. */
  readonly scenario?: readonly ShopScene[];
}

/** The first few come within two seconds, so that a page shows something at once. */
const firstFew = 7;
const firstFewMs = 300;

/**
 * Plays customers who write to the shop through a day, by ticket, SMS and WhatsApp. They react to each reply that they
 * get, be it an agent's or one that came through the API; after the last word of each the case is solved. Resolves when
 * every case is, or the signal aborts. A case of the scenario that a desk already has, unsolved, is gone on with instead
 * of being opened a second time.
 */
export async function playShopDay(desks: ZendeskEmulator | ShopDesks, options: PlayShopDay): Promise<void> {
  const { signal, pace = 20_000 } = options;
  if (signal.aborted) return;
  const isOne = !('zendesk' in desks);
  const open = isOne ? { zendesk: desks } : desks;
  const scenario = options.scenario ?? (isOne ? aDayAtFernhill : aDayOnThreeDesks);
  const customers = createCustomers({ desks: shopDesks(open), time: open.zendesk.time, signal, pace });
  signal.addEventListener('abort', customers.goHome, { once: true });
  try {
    const fresh = scenario.filter((scene) => customers.has(scene) && !customers.goOn(scene));
    for (const [index, scene] of fresh.entries()) {
      if (index > 0) await open.zendesk.time.sleep(index < firstFew ? Math.min(pace, firstFewMs) : pace, signal);
      customers.open(scene);
    }
    await customers.served();
  } catch (error) {
    unlessAborted(error);
  } finally {
    signal.removeEventListener('abort', customers.goHome);
    await customers.leave();
  }
}

type DesksByName = ReadonlyMap<NonNullable<ShopScene['desk']>, ShopDesk>;

const shopDesks = ({ zendesk, freshdesk, twilio }: ShopDesks): DesksByName =>
  new Map([
    ['zendesk', onZendesk(zendesk)] as const,
    ...(freshdesk === undefined ? [] : [['freshdesk', onFreshdesk(freshdesk)] as const]),
    ...(twilio === undefined ? [] : [['twilio', onTwilio(twilio)] as const]),
  ]);

/** Everybody who waits for a reply, and what they will say to it. */
function createCustomers(context: {
  readonly desks: DesksByName;
  readonly time: Time;
  readonly signal: AbortSignal;
  readonly pace: number;
}) {
  const { desks, time, signal, pace } = context;
  const waiting = new Map<ShopDesk, Map<string, string[]>>([...desks.values()].map((desk) => [desk, new Map()]));
  const reactions = new Set<Promise<void>>();
  const { promise: over, resolve: end } = deferred();
  let allOpened = false;

  const nobodyWaits = () => [...waiting.values()].every(({ size }) => size === 0);
  const deskOf = (scene: ShopScene) => desks.get(scene.desk ?? 'zendesk');

  async function react(desk: ShopDesk, id: string): Promise<void> {
    const words = waiting.get(desk)?.get(id);
    if (words === undefined) return;
    await time.sleep(pace / 4, signal);
    const text = words.shift();
    const isOpen = desk.isOpen(id);
    if (text !== undefined && isOpen) desk.say(id, text);
    if (words.length > 0 && isOpen) return;
    waiting.get(desk)?.delete(id);
    if (isOpen) desk.solve(id);
    if (allOpened && nobodyWaits()) end();
  }

  const unsubscribe = [...desks.values()].map((desk) =>
    desk.onReply((id) => {
      if (!waiting.get(desk)?.has(id)) return;
      const reaction = react(desk, id)
        .catch(unlessAborted)
        .finally(() => reactions.delete(reaction));
      reactions.add(reaction);
    }),
  );

  return {
    has: (scene: ShopScene) => deskOf(scene) !== undefined,
    /** Whether the customer still waits from an earlier day. */
    goOn(scene: ShopScene): boolean {
      const desk = deskOf(scene);
      const earlier = desk?.waiting(scene);
      if (desk !== undefined && earlier !== undefined) waiting.get(desk)?.set(earlier.id, earlier.words);
      return earlier !== undefined;
    },
    open(scene: ShopScene): void {
      const desk = deskOf(scene);
      const id = desk?.open(scene);
      if (desk !== undefined && id !== undefined) waiting.get(desk)?.set(id, [...scene.reactions]);
    },
    /** Resolves when nobody waits any more. */
    async served(): Promise<void> {
      allOpened = true;
      if (!nobodyWaits()) await over;
    },
    goHome: end,
    async leave(): Promise<void> {
      for (const stop of unsubscribe) stop();
      await Promise.all(reactions);
    },
  };
}

function unlessAborted(error: unknown): void {
  if (!isDeskrailError(error, 'aborted')) throw error;
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
