import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measure } from './measure.ts';

/** Every measurement in this folder: what a file exports as `measures`. By the file's name, then in its own order. */
export async function allMeasures(): Promise<readonly Measure[]> {
  const files = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.ts') && /^export const measures\b/m.test(textOf(file)))
    .sort();
  const found: Measure[] = [];
  for (const file of files) {
    const module = (await import(join(import.meta.dirname, file))) as { readonly measures?: readonly Measure[] };
    found.push(...(module.measures ?? []));
  }
  return found;
}

const textOf = (file: string): string => readFileSync(join(import.meta.dirname, file), 'utf8');

/** The folders of data that a measurement needs and that are not there. */
export const missingData = ({ needs }: Measure, data: string): readonly string[] =>
  needs.filter((folder) => !existsSync(join(data, folder)));
