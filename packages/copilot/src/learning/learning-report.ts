import type { Evidence, ProposalKind } from '@deskrail/contracts';
import type { DecisionRecord } from './decision-record.js';
import { fallbackOf } from './fallback-of.js';
import { createTally, type Standing, type Tally } from './standing.js';

/** One source of evidence, and what became of the suggestions that cited it. */
export interface SourceStanding extends Standing {
  readonly tenant: string;
  readonly source: { readonly id: string; readonly kind: Evidence['source']['kind'] };
}

/** What wrote suggestions of one kind, and what became of them. */
export interface TemplateStanding extends Standing {
  readonly kind: ProposalKind;
  /** Model and version, and the prompt template and version where there was one. */
  readonly template: string;
}

/** What verdicts say of the copilot. Counts and ids alone, nobody's words. */
export interface LearningReport {
  readonly recommendations: number;
  readonly replies: {
    /** Those that had something to answer. */
    readonly asked: number;
    /** Withheld, or written by the fallback. */
    readonly fallbacks: number;
    readonly rate: number;
    readonly reasons: Readonly<Record<string, number>>;
    /** Let through by a person: candidates for evidence. */
    readonly accepted: number;
  };
  readonly all: Standing;
  /** Most rejected first. */
  readonly sources: readonly SourceStanding[];
  readonly templates: readonly TemplateStanding[];
  /** Sources that were cited beyond the first 10,000, and are not counted. */
  readonly sourcesLeftOut: number;
}

const sourcesAtMost = 10_000;
const templatesAtMost = 1_000;

/** Count verdicts per source and per template. Holds counts, never the records. */
export async function learningReport(records: AsyncIterable<DecisionRecord>): Promise<LearningReport> {
  const all = createTally();
  const sources = tallies<Omit<SourceStanding, keyof Standing>>(sourcesAtMost);
  const templates = tallies<Omit<TemplateStanding, keyof Standing>>(templatesAtMost);
  const fallbacks = new Map<string, number>();
  let recommendations = 0;
  for await (const record of records) {
    const { recommendation } = record;
    recommendations += 1;
    const { kind, tenant, withheld, pipeline, model } = recommendation;
    const fallback = fallbackOf({ kind, withheld: withheld?.reason, pipeline, model });
    if (fallback !== undefined) fallbacks.set(fallback, (fallbacks.get(fallback) ?? 0) + 1);
    if (withheld !== undefined) continue;
    all.add(record);
    const template = templateOf(record);
    templates.of(`${kind} ${template}`, { kind, template })?.add(record);
    for (const { id, kind: sourceKind } of sourcesOf(record)) {
      sources.of(`${tenant} ${id}`, { tenant, source: { id, kind: sourceKind } })?.add(record);
    }
  }
  return {
    recommendations,
    replies: { ...fallbackSums(fallbacks), accepted: acceptedIn(templates.standings()) },
    all: all.standing(),
    sources: sources.standings(),
    templates: templates.standings(),
    sourcesLeftOut: sources.leftOut(),
  };
}

/** Each source once, however many of its passages were cited. */
const sourcesOf = ({ recommendation }: DecisionRecord): readonly Evidence['source'][] => [
  ...new Map((recommendation.evidence ?? []).map(({ source }) => [source.id, source])).values(),
];

function templateOf({ recommendation: { model, prompt } }: DecisionRecord): string {
  const named = model === undefined ? 'unknown' : `${model.name}/${model.version}`;
  return prompt === undefined ? named : `${named} ${prompt.id}/${prompt.version}`;
}

function fallbackSums(counts: ReadonlyMap<string, number>): Omit<LearningReport['replies'], 'accepted'> {
  const { none = 0, ...reasons } = Object.fromEntries(counts) as Record<string, number>;
  const fallbacks = Object.values(reasons).reduce((sum, times) => sum + times, 0);
  const asked = none + fallbacks;
  return { asked, fallbacks, rate: asked === 0 ? 0 : Math.round((fallbacks / asked) * 1_000) / 1_000, reasons };
}

const acceptedIn = (templates: readonly TemplateStanding[]): number =>
  templates
    .filter(({ kind }) => kind === 'reply')
    .reduce((sum, { approved, edited, responded }) => sum + approved + edited + responded, 0);

function tallies<About>(atMost: number) {
  const held = new Map<string, { readonly about: About; readonly tally: Tally }>();
  const without = new Set<string>();
  return {
    /** `undefined` where there are too many. */
    of(key: string, about: About): Tally | undefined {
      const known = held.get(key);
      if (known !== undefined) return known.tally;
      if (held.size >= atMost) {
        if (without.size < atMost) without.add(key);
        return undefined;
      }
      const tally = createTally();
      held.set(key, { about, tally });
      return tally;
    },
    standings: (): readonly (About & Standing)[] =>
      [...held.values()]
        .map(({ about, tally }) => ({ ...about, ...tally.standing() }))
        .sort((one, other) => other.rejected - one.rejected || other.suggested - one.suggested),
    leftOut: (): number => without.size,
  };
}
