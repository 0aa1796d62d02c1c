import type { Tool } from '@deskrail/contracts';
import { defineTool } from '@deskrail/copilot';
import { z } from 'zod';

export interface PaymentsAt {
  readonly url: string;
  /** Whether it says what it has. */
  readonly canLookUp: boolean;
}

/** Pays back at a service that pays as often as it is asked: whatever keeps it from paying twice is not the service. */
export const refundTool = ({ url, canLookUp }: PaymentsAt, answered: () => void = () => {}): Tool =>
  defineTool({
    name: 'refund',
    description: 'Pays back.',
    arguments: z.strictObject({ order: z.string() }),
    async handle({ order }, { actionId, signal }) {
      const answer = await fetch(url, { method: 'POST', body: JSON.stringify({ order, key: actionId }), signal });
      if (!answer.ok) throw new Error(`The service answered ${answer.status}.`);
      const { id } = (await answer.json()) as { readonly id: string };
      answered();
      return { vendorId: id };
    },
    ...(canLookUp && {
      async lookUp({ actionId, signal }) {
        const answer = await fetch(`${url}?key=${actionId}`, { signal });
        if (!answer.ok) throw new Error(`The service answered ${answer.status}.`);
        const { id } = (await answer.json()) as { readonly id?: string };
        return id === undefined ? { found: false, certain: true } : { found: true, vendorId: id };
      },
    }),
  });
