import type { Calibration } from './calibration.js';
import type { TrainingReport } from './intent-model.js';
import type { Learned } from './learned.js';
import { methods } from './linear.js';

/** What a model's file says of itself before its arrays. */
export interface Header extends Pick<Learned, 'labels' | 'lexical' | 'joint' | 'report'> {
  readonly features: number;
  readonly dimensions: number;
  /** As many as labels, or one more for what is out of scope. */
  readonly classes: number;
}

type Fields = Readonly<Record<string, unknown>>;

const labelsAtMost = 1_000;
const labelLengthAtMost = 128;

/** Throws where anything is not as it should be. */
export function readHeader(value: unknown): Header {
  const { labels, features, dimensions, classes, lexical, joint, report } = fieldsOf(value);
  const names = listOf(labels, textOf);
  if (names.length < 1 || names.length > labelsAtMost) throw new TypeError('Too few or too many labels.');
  const header = {
    labels: names,
    features: countOf(features),
    dimensions: countOf(dimensions),
    classes: countOf(classes),
    lexical: calibrationOf(lexical),
    report: reportOf(report),
  };
  if (header.classes !== names.length && header.classes !== names.length + 1)
    throw new TypeError('Too few or too many classes.');
  if (joint === undefined) return header;
  const { embeddings, share } = fieldsOf(joint);
  return { ...header, joint: { ...calibrationOf(joint), embeddings: textOf(embeddings), share: numberOf(share) } };
}

function calibrationOf(value: unknown): Calibration {
  const { temperature, threshold } = fieldsOf(value);
  if (numberOf(temperature) <= 0) throw new TypeError('A temperature is above 0.');
  return { temperature: numberOf(temperature), threshold: numberOf(threshold) };
}

function reportOf(value: unknown): TrainingReport {
  const { method, examples, labels, outOfScopeExamples, heldBack, embeddings, embeddingsShare, warnings } =
    fieldsOf(value);
  const known = methods.find((each) => each === method);
  if (known === undefined) throw new TypeError('An unknown method.');
  const counts = {
    examples: countOf(examples),
    labels: countOf(labels),
    outOfScopeExamples: countOf(outOfScopeExamples),
  };
  const tried = heldBack === undefined ? undefined : fieldsOf(heldBack);
  return {
    method: known,
    ...counts,
    ...(tried && {
      heldBack: {
        examples: countOf(tried.examples),
        accuracy: numberOf(tried.accuracy),
        givenUp: numberOf(tried.givenUp),
      },
    }),
    ...(embeddings !== undefined && { embeddings: textOf(embeddings) }),
    ...(embeddingsShare !== undefined && { embeddingsShare: numberOf(embeddingsShare) }),
    warnings: listOf(warnings, (each) => String(each).slice(0, 2_000)),
  };
}

function fieldsOf(value: unknown): Fields {
  if (typeof value !== 'object' || value === null) throw new TypeError('Not an object.');
  return value as Fields;
}

function listOf<Item>(value: unknown, itemOf: (item: unknown) => Item): Item[] {
  if (!Array.isArray(value)) throw new TypeError('Not a list.');
  return value.map(itemOf);
}

function textOf(value: unknown): string {
  if (typeof value !== 'string' || value === '' || value.length > labelLengthAtMost) throw new TypeError('Not a name.');
  return value;
}

function numberOf(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new TypeError('Not a number.');
  return value;
}

function countOf(value: unknown): number {
  const number = numberOf(value);
  if (!Number.isInteger(number) || number < 0 || number > 0x7fffffff) throw new TypeError('Not a count.');
  return number;
}
