/** One import of a file, as it is written there. */
export interface Import {
  /** What stands between the quotes; `undefined` where a dynamic import's argument is no plain string. */
  specifier: string | undefined;
  /** `import type` or `export type`: gone when the program runs. */
  typeOnly: boolean;
}

// Statements start a line and span no quote or semicolon before their specifier: the formatter sees to it.
const statement =
  /^(?:import|export)\s+(?<type>type\s+)?(?:(?:[\w$*{}\s,]+?)\s*from\s*)?(?<quote>['"])(?<specifier>[^'"\n]+)\k<quote>/gm;
const call =
  /\b(?:import|require|getBuiltinModule)\s*\(\s*(?:(?<quote>['"`])(?<specifier>[^'"`$\n]+)\k<quote>|(?<other>[^\s)]))/g;
const comment = /^\s*(?:\/\/|\*|\/\*).*$/gm;

/** Reads static imports, re-exports, dynamic imports, `require` and `import('…')` types. Comments are not read. */
export function readImports(source: string): Import[] {
  const code = source.replace(comment, '');
  const statements = [...code.matchAll(statement)].map(({ groups = {} }) => ({
    specifier: groups.specifier,
    typeOnly: groups.type !== undefined,
  }));
  const calls = [...code.matchAll(call)].map(({ groups = {} }) => ({
    specifier: groups.specifier,
    typeOnly: false,
  }));
  return [...statements, ...calls];
}
