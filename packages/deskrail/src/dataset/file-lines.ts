const charactersAtOnce = 1_000_000;

/** Lines that go to a file a megabyte at a time. */
export function fileLines(append: (text: string) => Promise<void>): {
  print(line: string): Promise<void>;
  flush(): Promise<void>;
} {
  let held: string[] = [];
  let characters = 0;
  async function flush(): Promise<void> {
    const text = held.join('');
    held = [];
    characters = 0;
    if (text !== '') await append(text);
  }
  return {
    flush,
    async print(line) {
      held.push(line, '\n');
      characters += line.length + 1;
      if (characters >= charactersAtOnce) await flush();
    },
  };
}
