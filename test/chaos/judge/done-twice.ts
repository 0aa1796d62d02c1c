import type { Evidence } from './evidence.ts';

/** An action's marker twice at the desk; or two changes at the desk that stand on one and the same approval. */
export function doneTwice({ tickets, actions }: Evidence): readonly string[] {
  const wrong: string[] = [];
  const approvals = new Map(actions.map(({ id, verdictId, index }) => [id, `${verdictId}, number ${index}`]));
  const doneFor = new Map<string, string>();
  for (const { id: ticket, markers } of tickets) {
    for (const marker of new Set(markers)) {
      const times = markers.filter((one) => one === marker).length;
      if (times > 1) wrong.push(`ticket ${ticket}: action ${marker} was carried out ${times} times`);
      const approval = approvals.get(marker);
      if (approval === undefined) continue;
      const other = doneFor.get(approval);
      if (other !== undefined) wrong.push(`ticket ${ticket}: ${other} and ${marker} both stand on verdict ${approval}`);
      doneFor.set(approval, marker);
    }
  }
  return wrong;
}
