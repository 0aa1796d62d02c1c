import type { ReviewQueue } from '@deskrail/contracts';
import type { Waiting } from './verdict.ts';

const atOnce = 20;

/** So many calls that wait for one reviewer each, none of them about another's case. */
export async function proposeMany(propose: ReviewQueue['propose'], count: number): Promise<Waiting> {
  const made: (readonly [string, string])[] = [];
  let next = 0;
  const some = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      const proposal = {
        kind: 'tool-call',
        tool: 'note',
        arguments: { order: `${next}`, why: 'It is late.' },
      } as const;
      const asked = { id: `call-${next}`, proposal, question: `May I note that order ${next} is late?` };
      const { recommendation } = await propose({ tenant: 'bench', actor: 'system/agent', ...asked });
      made.push([recommendation.recommendationId, recommendation.hash ?? '']);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, some));
  return made;
}
