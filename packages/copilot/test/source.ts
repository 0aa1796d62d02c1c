import type { Evidence, EvidenceSource } from '@deskrail/contracts';

/** A source that finds these, whatever is asked; counts how often it was. */
export function sourceOf(
  evidence: readonly Evidence[],
  { name = 'articles', knowledge }: { readonly name?: string; readonly knowledge?: { version: string } } = {},
): EvidenceSource & { asked: number } {
  const source = {
    name,
    asked: 0,
    async retrieve() {
      source.asked += 1;
      return evidence.map(({ id: _, ...piece }) => piece);
    },
    check: (async () => 'unchanged') as EvidenceSource['check'],
    ...(knowledge !== undefined && { knowledgeVersion: async () => knowledge.version }),
  };
  return source;
}
