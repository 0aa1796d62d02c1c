import { seededRandom } from '../intents/random.js';
import { averageLinkage, clustersAfter, type Merge } from './average-linkage.js';
import { type DenseRows, dot, toLengthOne } from './dense-rows.js';
import { latentRows } from './latent-rows.js';
import { nearestCentre, sphericalKMeans } from './spherical-k-means.js';
import { weightedRows } from './weighted-rows.js';

export interface ClusterTextsOptions {
  /** How many clusters. Default: as many as the texts seem to have. */
  readonly clusters?: number;
  /** The same seed and texts give the same clusters. Default: 1. */
  readonly seed?: number;
}

/** Chosen on Banking77's and CLINC150's training questions, 18 to 30 intents at a time; little depends on either. */
const directions = 50;
const runs = 20;
/** Each run parts the texts finer than is asked: what belongs together meets in most of them even so. */
const finer = 1.25;
/** What two texts' own likeness counts beside the agreement of the runs, which is the same for many. */
const likenessShare = 0.5;
/** Without a number: two texts belong together when agreement and likeness come to so much. */
const togetherAtLeast = 0.35;
/** More texts than these are put to the clusters of a sample. */
const sampleAtMost = 2_000;
const textsAtMost = 50_000;

/**
 * Texts that ask alike, by number: one cluster for each text, numbered from 0 in order of their first text. Twenty runs of spherical
 * k-means over latent semantic directions, and then what most of them agree on: a single run depends on where it began. Deterministic; a
 * thousand texts take about a second, more grow slowly. Throws RangeError for over 50,000 texts, or clusters below 1.
 */
export function clusterTexts(texts: readonly string[], options: ClusterTextsOptions = {}): readonly number[] {
  const { clusters, seed = 1 } = options;
  if (texts.length > textsAtMost) throw new RangeError(`At most ${textsAtMost} texts can be clustered at once.`);
  if (clusters !== undefined && !(Number.isInteger(clusters) && clusters >= 1)) {
    throw new RangeError('clusters must be a whole number from 1 up.');
  }
  if (texts.length < 2) return texts.map(() => 0);
  const random = seededRandom(seed);
  const rows = latentRows(weightedRows(texts), directions, random);
  const chosen = sampleOf(texts.length, random);
  const sample = rowsAt(rows, chosen);
  const merges = averageLinkage(agreement(sample, clusters, random), sample.count);
  const found = clustersAfter(merges, sample.count, clusters ?? clustersIn(merges, sample.count));
  return chosen.length === texts.length ? [...found] : inOrder(toNearest(rows, sample, found));
}

function sampleOf(count: number, random: () => number): readonly number[] {
  const all = Array.from({ length: count }, (_, at) => at);
  if (count <= sampleAtMost) return all;
  for (let at = 0; at < sampleAtMost; at += 1) {
    const other = at + Math.floor(random() * (count - at));
    [all[at], all[other]] = [all[other] as number, all[at] as number];
  }
  return all.slice(0, sampleAtMost).sort((one, other) => one - other);
}

function rowsAt({ width, values }: DenseRows, at: readonly number[]): DenseRows {
  const chosen = new Float64Array(at.length * width);
  at.forEach((row, to) => {
    chosen.set(values.subarray(row * width, (row + 1) * width), to * width);
  });
  return { count: at.length, width, values: chosen };
}

/** For each two rows, in how many of the runs they are together, and how alike they are. */
function agreement(rows: DenseRows, clusters: number | undefined, random: () => number): Float32Array {
  const { count, width } = rows;
  const together = new Float32Array(count * count);
  const each = clusters === undefined ? Math.sqrt(count) : clusters * finer;
  for (let run = 0; run < runs; run += 1) {
    const found = sphericalKMeans(rows, Math.max(1, Math.min(count, Math.round(each))), random);
    for (let one = 0; one < count; one += 1) {
      for (let other = one + 1; other < count; other += 1) {
        if (found[one] === found[other])
          together[one * count + other] = (together[one * count + other] as number) + 1 / runs;
      }
    }
  }
  for (let one = 0; one < count; one += 1) {
    for (let other = one + 1; other < count; other += 1) {
      const agreed = together[one * count + other] as number;
      const alike = dot(rows.values, one * width, rows.values, other * width, width);
      const both = (agreed + likenessShare * alike) / (1 + likenessShare);
      together[one * count + other] = both;
      together[other * count + one] = both;
    }
  }
  return together;
}

const clustersIn = (merges: readonly Merge[], count: number): number =>
  count - merges.filter(({ likeness }) => likeness >= togetherAtLeast).length;

function toNearest(rows: DenseRows, sample: DenseRows, found: Int32Array): number[] {
  const { width } = rows;
  const clusters = Math.max(...found) + 1;
  const centres = new Float64Array(clusters * width);
  found.forEach((cluster, row) => {
    for (let at = 0; at < width; at += 1) {
      const to = cluster * width + at;
      centres[to] = (centres[to] as number) + (sample.values[row * width + at] as number);
    }
  });
  toLengthOne(centres, clusters, width);
  return Array.from({ length: rows.count }, (_, row) => nearestCentre(rows, row, centres));
}

function inOrder(found: readonly number[]): number[] {
  const numbers = new Map<number, number>();
  return found.map((cluster) => {
    const number = numbers.get(cluster) ?? numbers.size;
    numbers.set(cluster, number);
    return number;
  });
}
