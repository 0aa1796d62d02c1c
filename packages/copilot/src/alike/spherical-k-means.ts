import { type DenseRows, dot, toLengthOne } from './dense-rows.js';

const roundsAtMost = 30;

/** k-means by cosine, begun as k-means++ does; which cluster each row is in. One run: better ones are made of several. */
export function sphericalKMeans(rows: DenseRows, clusters: number, random: () => number): Int32Array {
  const { count, width, values } = rows;
  const centres = firstCentres(rows, clusters, random);
  const assigned = new Int32Array(count).fill(-1);
  for (let round = 0; round < roundsAtMost; round += 1) {
    let changed = false;
    for (let row = 0; row < count; row += 1) {
      const nearest = nearestCentre(rows, row, centres);
      if (assigned[row] !== nearest) changed = true;
      assigned[row] = nearest;
    }
    if (!changed) break;
    centres.fill(0);
    for (let row = 0; row < count; row += 1) {
      const to = (assigned[row] as number) * width;
      for (let at = 0; at < width; at += 1) {
        centres[to + at] = (centres[to + at] as number) + (values[row * width + at] as number);
      }
    }
    toLengthOne(centres, clusters, width);
  }
  return assigned;
}

export function nearestCentre({ width, values }: DenseRows, row: number, centres: Float64Array): number {
  let nearest = 0;
  let likest = Number.NEGATIVE_INFINITY;
  for (let centre = 0; centre * width < centres.length; centre += 1) {
    const likeness = dot(values, row * width, centres, centre * width, width);
    if (likeness > likest) [nearest, likest] = [centre, likeness];
  }
  return nearest;
}

/** Rows as centres, each drawn the likelier the further it is from those before. */
function firstCentres({ count, width, values }: DenseRows, clusters: number, random: () => number): Float64Array {
  const centres = new Float64Array(clusters * width);
  const away = new Float64Array(count).fill(2);
  let chosen = Math.min(count - 1, Math.floor(random() * count));
  for (let centre = 0; centre < clusters; centre += 1) {
    centres.set(values.subarray(chosen * width, (chosen + 1) * width), centre * width);
    let total = 0;
    for (let row = 0; row < count; row += 1) {
      const distance = Math.max(0, 1 - dot(values, row * width, centres, centre * width, width));
      if (distance < (away[row] as number)) away[row] = distance;
      total += away[row] as number;
    }
    let left = random() * total;
    chosen = count - 1;
    for (let row = 0; row < count; row += 1) {
      left -= away[row] as number;
      if (left <= 0) {
        chosen = row;
        break;
      }
    }
  }
  return centres;
}
