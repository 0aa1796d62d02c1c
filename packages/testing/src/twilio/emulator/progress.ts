import type { Time } from '../../time.js';

/** How the phones and carriers take what is sent. */
export interface TwilioProgressOptions {
  /** Between queued, sent and delivered. Default: 0. */
  readonly stepMs?: number;
  /** WhatsApp and RCS messages are read in the end. Default: false. */
  readonly read?: boolean;
}

/** What goes wrong with a message after Twilio accepted it. */
export interface TwilioDeliveryFault {
  /** Default: `undelivered`; with a code of 63000 and above `failed`. */
  readonly status?: 'failed' | 'undelivered';
  /** Such as 30003 (unreachable handset), 30007 (filtered) or 63016. Default: 30005. */
  readonly errorCode?: number;
  /** Only messages to this address, with the channel's prefix. */
  readonly to?: string;
  /** How many messages it hits. Default: 1. */
  readonly times?: number;
}

export interface Outcome {
  readonly status: 'sent' | 'delivered' | 'read' | 'failed' | 'undelivered';
  readonly errorCode: number | undefined;
}

export interface Progress {
  fail(fault: TwilioDeliveryFault): void;
  /** How a message to that address will go on; `late` is an error that it is bound for. */
  outcomesTo(to: string, late?: number): readonly Outcome[];
  /** Goes through the outcomes, one a step. */
  start(outcomes: readonly Outcome[], apply: (outcome: Outcome) => void): void;
  readonly running: ReadonlySet<Promise<void>>;
}

export function createProgress(context: {
  readonly time: Time;
  readonly signal: AbortSignal;
  readonly options: TwilioProgressOptions;
}): Progress {
  const { time, signal, options } = context;
  const running = new Set<Promise<void>>();
  let faults: { readonly fault: TwilioDeliveryFault; left: number }[] = [];

  function takeFault(to: string): TwilioDeliveryFault | undefined {
    const hit = faults.find(({ fault }) => fault.to === undefined || fault.to === to);
    if (hit === undefined) return undefined;
    hit.left -= 1;
    faults = faults.filter(({ left }) => left > 0);
    return hit.fault;
  }

  async function goThrough(outcomes: readonly Outcome[], apply: (outcome: Outcome) => void): Promise<void> {
    for (const outcome of outcomes) {
      await time.sleep(options.stepMs ?? 0, signal);
      apply(outcome);
    }
  }

  return {
    running,
    fail(fault) {
      if (faults.length >= 1_000) throw new RangeError('1,000 faults are waiting for messages to hit.');
      faults.push({ fault, left: fault.times ?? 1 });
    },
    outcomesTo(to, late) {
      const fault = late === undefined ? takeFault(to) : { errorCode: late };
      if (fault !== undefined) return [failure(fault)];
      const isRead = options.read === true && /^(whatsapp|rcs):/.test(to);
      const statuses = ['sent', 'delivered', ...(isRead ? (['read'] as const) : [])] as const;
      return statuses.map((status) => ({ status, errorCode: undefined }));
    },
    start(outcomes, apply) {
      const whole = goThrough(outcomes, apply)
        // Only the emulator's closing ends it early.
        .catch(() => {})
        .finally(() => running.delete(whole));
      running.add(whole);
    },
  };
}

function failure({ errorCode = 30005, status }: TwilioDeliveryFault): Outcome {
  return { status: status ?? (errorCode >= 63_000 ? 'failed' : 'undelivered'), errorCode };
}
