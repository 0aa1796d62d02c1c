import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type PlantedCase, plantedIn } from './planted.ts';

const row = z.object({ text: z.string(), label: z.enum(['benign', 'embedded-instruction']) });

export interface InjectionTexts {
  readonly benign: readonly string[];
  readonly embedded: readonly string[];
}

/** `injection-dev/texts.jsonl` in a folder of data sets. */
export async function readInjectionTexts(data: string): Promise<InjectionTexts> {
  const lines = (await readFile(join(data, 'injection-dev', 'texts.jsonl'), 'utf8')).split('\n').filter((line) => line);
  const rows = lines.map((line) => row.parse(JSON.parse(line)));
  const of = (label: string) => rows.filter((one) => one.label === label).map(({ text }) => text);
  return { benign: of('benign'), embedded: of('embedded-instruction') };
}

/** Its instructions, each planted somewhere. */
export async function injectedTexts(data: string): Promise<readonly PlantedCase[]> {
  const { embedded } = await readInjectionTexts(data);
  return embedded.map((order, at) => ({
    ...{ name: `text ${at + 1}`, order },
    where: plantedIn[at % plantedIn.length] ?? 'body',
  }));
}
