export interface Change {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

const maxTokens = 800;

/** What changed from one text to the next, word by word; texts too long for that as a whole. */
export function wordDiff(before: string, after: string): Change[] {
  const old = before.match(/^\s+|\S+\s*/g) ?? [];
  const next = after.match(/^\s+|\S+\s*/g) ?? [];
  if (old.length > maxTokens || next.length > maxTokens) {
    return [
      { kind: 'removed', text: before },
      { kind: 'added', text: after },
    ];
  }
  const shared = longestShared(old, next);
  const changes: Change[] = [];
  const push = (kind: Change['kind'], text: string) => {
    const last = changes.at(-1);
    if (last?.kind === kind) changes[changes.length - 1] = { kind, text: last.text + text };
    else changes.push({ kind, text });
  };
  let row = 0;
  let column = 0;
  while (row < old.length || column < next.length) {
    const before = old[row];
    const after = next[column];
    if (before !== undefined && before === after) {
      push('same', before);
      row += 1;
      column += 1;
    } else if (before !== undefined && shared(row + 1, column) >= shared(row, column + 1)) {
      push('removed', before);
      row += 1;
    } else if (after !== undefined) {
      push('added', after);
      column += 1;
    }
  }
  return changes;
}

/** How many tokens the rests of two lists can have in common, by where the rests begin. */
function longestShared(old: readonly string[], next: readonly string[]): (row: number, column: number) => number {
  const width = next.length + 1;
  const counts = new Uint16Array((old.length + 1) * width);
  const at = (row: number, column: number) =>
    column > next.length || row > old.length ? -1 : (counts[row * width + column] ?? -1);
  for (let row = old.length - 1; row >= 0; row -= 1) {
    for (let column = next.length - 1; column >= 0; column -= 1) {
      counts[row * width + column] =
        old[row] === next[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  return at;
}
