/** Takes measurements in a thread of its own, so that the one that started it hears Ctrl-C while this one computes. */
import { parentPort, workerData } from 'node:worker_threads';
import { allMeasures } from './all-measures.ts';
import type { Figure } from './measure.ts';

export interface Asked {
  readonly names: readonly string[];
  readonly data: string;
  readonly embeddingsUrl?: string;
}

export type Told =
  | { readonly say: string }
  | { readonly measure: string; readonly figures: readonly Figure[]; readonly seconds: number }
  | { readonly measure: string; readonly failed: string };

const { names, data, embeddingsUrl } = workerData as Asked;
const tell = (told: Told): void => parentPort?.postMessage(told);
const stop = new AbortController();
parentPort?.once('message', () => stop.abort(new Error('Interrupted.')));

for (const measure of await allMeasures()) {
  if (!names.includes(measure.name)) continue;
  stop.signal.throwIfAborted();
  const startedAt = performance.now();
  try {
    const figures = await measure.run({
      data,
      signal: stop.signal,
      say: (line) => tell({ say: `${measure.name}: ${line}` }),
      ...(embeddingsUrl !== undefined && { embeddingsUrl }),
    });
    tell({ measure: measure.name, figures, seconds: (performance.now() - startedAt) / 1_000 });
  } catch (error) {
    tell({ measure: measure.name, failed: error instanceof Error ? error.message : String(error) });
  }
}
process.exit();
