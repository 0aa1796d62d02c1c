import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { type Import, readImports } from './read-imports.ts';
import { doors, hmac, limits, mayImport, onlyLibraries, portable, rim, typesOnly, vagueNames } from './rules.ts';

export interface SourceFile {
  /** From the repository's root, with forward slashes. */
  path: string;
  source: string;
}

interface Place {
  /** As the table calls it: `store`, `adapters`, `test`. */
  layer: string;
  /** The folder that relative imports may not leave. */
  root: string;
  /** What others import it as, if they can. */
  packageName: string | undefined;
}

/** Everything in a file that breaks the design, each as one line: file, import, rule. */
export function findViolations({ path, source }: SourceFile): string[] {
  const isTest = /\.test(-d)?\.ts$/.test(path);
  const fromImports = readImports(source).flatMap((found) =>
    importViolations(path, found, isTest).map(
      (rule) => `${path}: import of '${found.specifier ?? '(computed)'}': ${rule}`,
    ),
  );
  return [...fromImports, ...fileViolations(path, source, isTest).map((rule) => `${path}: ${rule}`)];
}

function importViolations(path: string, { specifier, typeOnly }: Import, isTest: boolean): string[] {
  const from = placeOf(path);
  if (specifier === undefined) {
    return rim.includes(from.layer) || isTest ? [] : ['only the rim may import what it computes; write the name out'];
  }
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(path), specifier);
    // What belongs to no package (docs/, the tools' configuration, the adapter that an example writes) has no other name.
    const isNamed = /^(packages|adapters|examples)\//.test(target) && !/^examples\/[\w-]+-adapter\.ts$/.test(target);
    if (from.layer === 'test' && !isNamed) return [];
    return target.startsWith(from.root) ? [] : [`a relative import stays in ${from.root}; use the package's name`];
  }
  if (specifier.startsWith('node:') || isBuiltin(specifier))
    return builtinViolations(path, specifier, typeOnly, isTest);

  const name = packageNameIn(specifier);
  if (name === 'deskrail' || name.startsWith('@deskrail/')) return ownViolations(from, name, typeOnly, isTest);
  return libraryViolations(path, from, specifier, typeOnly, isTest);
}

function builtinViolations(path: string, specifier: string, typeOnly: boolean, isTest: boolean): string[] {
  if (!specifier.startsWith('node:')) return [`write 'node:${specifier}'`];
  if (isTest) return [];
  if (isIn(path, portable.places) && !isIn(path, portable.except)) {
    return ['this runs at the edge and in browsers, and uses no node: module'];
  }
  return doorViolations(path, specifier, typeOnly);
}

function ownViolations(from: Place, name: string, typeOnly: boolean, isTest: boolean): string[] {
  if (name === from.packageName) return [];
  const layer = layerOfPackage(name);
  if (isTest && layer === 'testing') return [];
  const allowed = mayImport[from.layer] ?? [];
  if (layer === 'adapters' && from.layer === 'adapters') return ['adapters never import each other'];
  if (!allowed.includes(layer)) {
    return [`${from.layer} may import ${allowed.length > 0 ? allowed.join(', ') : 'no other package'}, not ${layer}`];
  }
  if (typesOnly[from.layer]?.includes(layer) && !typeOnly && !isTest) {
    return [`${from.layer} takes only types from ${layer}: write 'import type'`];
  }
  return [];
}

function libraryViolations(path: string, from: Place, specifier: string, typeOnly: boolean, isTest: boolean): string[] {
  if (isTest) return [];
  const only = onlyLibraries[from.layer];
  if (only && !only.includes(packageNameIn(specifier))) return [`${from.layer} uses no library but ${only.join(', ')}`];
  return doorViolations(path, specifier, typeOnly);
}

function doorViolations(path: string, specifier: string, typeOnly: boolean): string[] {
  const door = doors.find(({ library }) => library.test(specifier));
  if (!door || /^(examples|test)\//.test(path) || isIn(path, door.places)) return [];
  if (typeOnly && isIn(path, door.typePlaces ?? [])) return [];
  return [`its one door is ${door.places.join(', ')}`];
}

function fileViolations(path: string, source: string, isTest: boolean): string[] {
  const found: string[] = [];
  const lines = source.split('\n').length - 1;
  const parts = path.replace(/\.(test\.ts|test-d\.ts|ts)$/, '').split('/');
  if (!isTest && lines > limits.lines) found.push(`${lines} lines; no source file is over ${limits.lines}`);
  const depth = parts.includes('src') ? parts.length - parts.indexOf('src') - 2 : 0;
  if (depth > limits.foldersBelowSrc) found.push(`folders are at most ${limits.foldersBelowSrc} deep below src`);
  const vague = parts.find((part) => part.split('.').some((word) => vagueNames.includes(word)));
  if (vague) found.push(`'${vague}' says nothing; name the one thing that is inside`);
  if (/^export\s+(type\s+)?\*/m.test(source)) found.push("no 'export *': the list of exports is written by hand");
  if (!isTest && !/^(examples|test)\//.test(path)) {
    for (const { use, places } of Object.values(hmac)) {
      if (use.test(source) && !places.includes(path)) found.push(`HMAC has its doors, ${places.join(' and ')}`);
    }
  }
  return found;
}

function placeOf(path: string): Place {
  const [top = '', folder = ''] = path.split('/');
  if (top !== 'packages' && top !== 'adapters') return { layer: top, root: `${top}/`, packageName: undefined };
  return {
    layer: top === 'adapters' ? 'adapters' : folder,
    root: `${top}/${folder}/`,
    packageName: folder === 'deskrail' ? 'deskrail' : `@deskrail/${folder}`,
  };
}

function layerOfPackage(name: string): string {
  const folder = name.replace('@deskrail/', '');
  return folder in mayImport ? folder : 'adapters';
}

function packageNameIn(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function isIn(path: string, places: readonly string[]): boolean {
  return places.some((place) => new RegExp(`^${place.replaceAll('.', '\\.').replace('*', '[^/]+')}`).test(path));
}
