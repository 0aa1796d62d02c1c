/** A block of fenced data as Deskrail's prompts write it. */
export interface DataBlock {
  readonly kind: string;
  /** Such as `e1` of evidence, `m1` of a message. */
  readonly id: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
}

const opening = /^<<DATA ([0-9a-z]{6,64})((?: [a-z]{1,32}="[^"\n]{0,256}")*)>>$/u;

/** The blocks in a user's turn; the first line's token says where each ends. */
export function readDataBlocks(user: string): readonly DataBlock[] {
  const blocks: DataBlock[] = [];
  let open: { token: string; attributes: Record<string, string>; lines: string[] } | undefined;
  for (const line of user.split('\n')) {
    if (open === undefined) {
      const [, token, told = ''] = opening.exec(line) ?? [];
      if (token === undefined) continue;
      const attributes = [...told.matchAll(/([a-z]+)="([^"]*)"/gu)].map(([, name = '', value = '']) => [name, value]);
      open = { token, attributes: Object.fromEntries(attributes), lines: [] };
    } else if (line === `<<END ${open.token}>>`) {
      const { kind = 'data', id } = open.attributes;
      blocks.push({ kind, id, attributes: open.attributes, text: open.lines.join('\n') });
      open = undefined;
    } else open.lines.push(line);
  }
  return blocks;
}
