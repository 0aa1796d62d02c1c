import { DeskrailError, type Tool } from '@deskrail/contracts';
import { defineTool } from '@deskrail/copilot';
import { z } from 'zod';

interface Refund {
  readonly id: string;
  readonly order: string;
  readonly amount: number;
}

/** More than any order of the shop ever was. */
const mostPounds = 2_000;
/** As a payment service takes its time: long enough to say "do not send it". */
const payingMs = 1_500;

/**
 * The shop pays back: one refund for each action’s id, and none of an order that was paid back already. Its payment service is
 * this process, so that it forgets with it.
 */
export function refundTool(onPaid: (refund: Refund) => void): Tool {
  const refunds = new Map<string, Refund>();
  return defineTool({
    name: 'refund',
    description: 'Pays an order of the shop back, or part of it, the way it was paid. In pounds.',
    arguments: z.strictObject({
      order: z.string().regex(/^FO-\d{5}$/, 'It is like FO-48120'),
      // Nobody can be paid half a penny: what is approved is what is paid.
      amount: z.number().positive().max(mostPounds).multipleOf(0.01),
      currency: z.literal('GBP').default('GBP'),
      reason: z.string().max(200),
    }),
    risk: 'high',
    amount: ({ amount }) => amount,
    async handle({ order, amount }, { actionId, signal }) {
      const earlier = refunds.get(actionId);
      if (earlier) return { vendorId: earlier.id };
      await paying(signal);
      if ([...refunds.values()].some((one) => one.order === order)) {
        throw new DeskrailError('conflict', 'This order has been paid back.');
      }
      const refund = { id: `re_${refunds.size + 1}`, order, amount };
      refunds.set(actionId, refund);
      onPaid(refund);
      return { vendorId: refund.id };
    },
    async lookUp({ actionId }) {
      const made = refunds.get(actionId);
      // What a process before this one paid, nobody here remembers.
      return made === undefined ? { found: false, certain: false } : { found: true, vendorId: made.id };
    },
    fill: ({ context }) => asked(context.question),
  });
}

/** `refund my order FO-48120 … 34.50 pounds`, as the shop’s customers write it. */
export function asked(
  text: string,
): { readonly order: string; readonly amount: number; readonly reason: string } | undefined {
  const found = /\brefund\b[^.?!]*\border (?<order>FO-\d{5})\b(?<why>[\s\S]*?)\b(?<amount>\d+(?:\.\d\d)?) pounds/i.exec(
    text,
  )?.groups;
  if (!found?.order || !found.amount) return undefined;
  const why = /:\s*(?<why>[^.]+)\./.exec(found.why ?? '')?.groups?.why ?? 'asked for by the customer';
  return { order: found.order, amount: Number(found.amount), reason: why.trim().slice(0, 200) };
}

const paying = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, payingMs);
    signal.addEventListener('abort', stop, { once: true });
  });
