/** What a module's text imports: by name the package that it is from. Relative ones are its own. */
export function importsOf(code: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, what = '', from = ''] of code.matchAll(/^import\s+(?:type\s+)?([^;]*?)\s+from\s+'([^.'][^']*)';/gm)) {
    for (const name of what.split(/[{},]/)) {
      const local = name.trim().replace(/^type\s+/, '');
      if (local !== '') found.set(local, from);
    }
  }
  return found;
}

/** A snippet without the imports before it. */
export const withoutImports = (code: string): string => code.replace(/^(?:import\s[^;]*;\s*)+/, '');

/** Whether a snippet speaks of a name: as a value or a type, no property and no key of an object. */
export const speaksOf = (code: string, name: string): boolean =>
  new RegExp(`(?<![\\w$'"\`/]|(?<!\\.\\.)\\.)${name.replaceAll('$', '\\$')}(?![\\w$'":])`).test(code);
