import { bestOf, type HeldBack } from './calibration.js';
import { foldsOf } from './folds.js';
import type { TrainingReport } from './intent-model.js';
import { asHeldBack, bestShare, calibrate, interpretJointly, interpretWords, type Learned, shares } from './learned.js';
import type { Method } from './linear.js';
import { fitParts, type Parts, type PartsOptions, type Pieces } from './parts.js';

/** Examples as training wants them. */
export interface Lesson {
  readonly labels: readonly string[];
  readonly pieces: readonly Pieces[];
  /** Number of the label; -1 for what is out of scope. */
  readonly classOf: Int32Array;
  readonly seed: number;
  /** Of how many examples these were drawn, where not all are learned from. */
  readonly drawnFrom?: number;
  readonly embeddings?: string;
  /** Called with how much is done, 0..1. */
  readonly onDone?: (share: number) => void;
}

/** A linear SVM needs about so many examples of a label, in the middle, to be better than the nearest centroid. */
export const examplesAtLeast = 5;

const weightsAtMost = 12_000_000;
/** Chosen by cross-validation on Banking77's training part; from 0.3 to 2 the figures hardly differ. */
const costs = { lexical: 0.5, dense: 1 };
/** Where there are no examples to hold back: one of each label. */
const untried = { temperature: 0.1, threshold: 0.4 };
const heldBackEnough = 3_000;
const fewExamples = 1_000;
/** So many examples of what is out of scope are worth learning from. */
const outsideAtLeast = 20;

/** What examples that were held back told of a model by words alone. */
export interface Tried {
  readonly lexical: Learned['lexical'];
  readonly heldBack: NonNullable<TrainingReport['heldBack']>;
}

/**
 * Learns from all, after learning from most in turns to see how the rest is answered. That takes ten times as long as the
 * rest: with `tried`, what it told of these same examples before is taken for it.
 */
export function* learn(lesson: Lesson, tried?: Tried): Generator<void, Learned> {
  const method = methodFor(lesson);
  const { labels, embeddings } = lesson;
  const learnOutside = lesson.classOf.filter((number) => number < 0).length >= outsideAtLeast;
  const plan = foldPlan(lesson);
  const jobs = (plan.run + 1) * labels.length * (embeddings === undefined ? 1 : 2);
  let done = 0;
  const onClass = () => lesson.onDone?.(Math.min(1, ++done / jobs));
  const fit = (members: Uint32Array) => fitParts({ ...lesson, classes: labels.length, learnOutside }, options(members));
  const options = (members: Uint32Array): PartsOptions => {
    return { method, costs, weightsAtMost, members, seed: lesson.seed, onClass };
  };
  const everything = Uint32Array.from(lesson.classOf, (_, index) => index);
  if (tried !== undefined) {
    const { lexical, heldBack } = tried;
    return { labels, parts: yield* fit(everything), lexical, report: reportOf(lesson, method, { heldBack }) };
  }
  const heldBack = new HeldBackAnswers(labels.length, embeddings !== undefined);
  for (let fold = 0; fold < plan.run; fold += 1) {
    const parts = yield* fit(everything.filter((index) => plan.folds[index] !== fold));
    for (const index of everything.filter((each) => plan.folds[each] === fold)) {
      if (plan.alone(index)) continue;
      heldBack.add(parts, lesson.pieces[index] as Pieces, lesson.classOf[index] as number);
      if (index % 4 === 0) yield;
    }
  }
  const parts = yield* fit(everything);
  yield;
  return finish(lesson, method, parts, heldBack);
}

class HeldBackAnswers {
  readonly words: HeldBack[] = [];
  /** For each share that the embeddings may have. */
  readonly joint: HeldBack[][];
  readonly #count: number;

  constructor(count: number, withEmbeddings: boolean) {
    this.#count = count;
    this.joint = withEmbeddings ? shares.map(() => []) : [];
  }

  add(parts: Parts, pieces: Pieces, classOf: number): void {
    this.words.push(asHeldBack(interpretWords(parts, pieces, this.#count), classOf));
    for (const [at, list] of this.joint.entries()) {
      const interpretation = interpretJointly(parts, pieces, this.#count, shares[at] as number);
      if (interpretation !== undefined) list.push(asHeldBack(interpretation, classOf));
    }
  }

  get hasAny(): boolean {
    return this.words.some(({ classOf }) => classOf >= 0);
  }
}

function finish(lesson: Lesson, method: Method, parts: Parts, heldBack: HeldBackAnswers): Learned {
  const { labels, embeddings } = lesson;
  const lexical = heldBack.hasAny ? calibrate(heldBack.words, method) : { ...untried, givenUp: 0 };
  const share = embeddings === undefined ? 0 : heldBack.hasAny ? bestShare(heldBack.joint) : 0.5;
  const chosen = heldBack.joint[shares.indexOf(share)] ?? heldBack.words;
  const joint = heldBack.hasAny ? calibrate(chosen, method) : lexical;
  const tried = chosen.filter(({ classOf }) => classOf >= 0);
  const right = tried.filter(({ scores, classOf }) => bestOf(scores) === classOf).length;
  const report = reportOf(lesson, method, {
    ...(tried.length > 0 && {
      heldBack: { examples: tried.length, accuracy: right / tried.length, givenUp: joint.givenUp },
    }),
    ...(embeddings !== undefined && { embeddings, embeddingsShare: share }),
  });
  return {
    labels,
    parts,
    lexical: { temperature: lexical.temperature, threshold: lexical.threshold },
    ...(embeddings !== undefined && {
      joint: { temperature: joint.temperature, threshold: joint.threshold, embeddings, share },
    }),
    report,
  };
}

const reportOf = (
  lesson: Lesson,
  method: Method,
  found: Pick<TrainingReport, 'heldBack' | 'embeddings' | 'embeddingsShare'>,
): TrainingReport => ({
  method,
  examples: lesson.classOf.filter((number) => number >= 0).length,
  labels: lesson.labels.length,
  outOfScopeExamples: lesson.classOf.filter((number) => number < 0).length,
  ...found,
  warnings: warningsOf(lesson, method),
});

function countsOf({ labels, classOf }: Lesson): Uint32Array {
  const counts = new Uint32Array(labels.length);
  for (const number of classOf) if (number >= 0) counts[number] = (counts[number] as number) + 1;
  return counts;
}

function methodFor(lesson: Lesson): Method {
  const counts = countsOf(lesson).sort();
  return (counts[counts.length >> 1] as number) < examplesAtLeast ? 'nearest-centroid' : 'linear-svm';
}

/** Few examples are held back in many small folds, so that what is learned from the rest resembles the whole; of many, some are enough. */
function foldPlan(lesson: Lesson) {
  const { classOf, seed } = lesson;
  const count = classOf.length < fewExamples ? 10 : 5;
  const counts = countsOf(lesson);
  return {
    folds: foldsOf(classOf, count, seed),
    run: Math.min(count, Math.ceil((heldBackEnough * count) / classOf.length)),
    /** The only one of its label: it cannot be guessed when it is held back. */
    alone: (index: number) => counts[classOf[index] as number] === 1,
  };
}

function warningsOf(lesson: Lesson, method: Method): string[] {
  const counts = countsOf(lesson);
  const few = lesson.labels.filter((_, number) => (counts[number] as number) < examplesAtLeast);
  const warnings: string[] = [];
  if (lesson.drawnFrom !== undefined) {
    warnings.push(
      `${lesson.pieces.length} of ${lesson.drawnFrom} examples were drawn to learn from: all of rare labels, equally many of the others. ` +
        'More would take long and much memory, and hardly help.',
    );
  }
  if (method === 'nearest-centroid') {
    warnings.push(
      `Half of the labels or more have under ${examplesAtLeast} examples. With so few, the label whose examples are nearest on average is taken, ` +
        'and a person should check every answer. Ten examples a label, written by different customers, make a real difference.',
    );
  } else if (few.length > 0) {
    const named = few.slice(0, 10).join(', ');
    warnings.push(
      `${few.length} labels have under ${examplesAtLeast} examples and will seldom be recognised: ${named}${few.length > 10 ? ', …' : ''}. ` +
        'Give them more examples, or join them with labels that mean nearly the same.',
    );
  }
  return warnings;
}
