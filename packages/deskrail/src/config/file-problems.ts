import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ConfigProblem } from './problems.js';

export interface NamedFiles {
  readonly knowledge: readonly string[] | undefined;
  readonly macros: string | undefined;
  readonly intents: string | undefined;
  readonly policy: string | undefined;
}

/** What the environment names that is not there, by the variable's name, since the option that would say so was not written. */
export async function fileProblems(named: NamedFiles, directory: string): Promise<readonly ConfigProblem[]> {
  const missing = async (
    where: string,
    [what, path]: readonly ['folder' | 'file', string],
    write: string,
  ): Promise<readonly ConfigProblem[]> => {
    const found = await stat(resolve(directory, path)).catch(() => undefined);
    const isThere = what === 'folder' ? found?.isDirectory() === true : found?.isFile() === true;
    return isThere ? [] : [{ where, wrong: `there is no ${what} ${path}`, write }];
  };
  const files: readonly (readonly [where: string, path: string | undefined, write: string])[] = [
    ['DESKRAIL_MACROS', named.macros, 'Write the path of the JSON file that holds the macros.'],
    ['DESKRAIL_INTENTS', named.intents, 'Write the path of a file that `deskrail train` made.'],
    ['DESKRAIL_POLICY', named.policy, 'Write the path of a YAML or JSON file of rules.'],
  ];
  const folder = 'Write the folder that holds the articles; several with a comma between.';
  const all = await Promise.all([
    ...(named.knowledge ?? []).map((path) => missing('DESKRAIL_KNOWLEDGE', ['folder', path], folder)),
    ...files.map(([where, path, write]) => (path === undefined ? [] : missing(where, ['file', path], write))),
  ]);
  return all.flat();
}
