import type { Evidence } from '@deskrail/contracts';
import { clusterTexts } from '../alike/cluster-texts.js';
import { partByWords } from '../alike/part-by-words.js';
import { createMasking } from '../privacy/masking.js';
import type { DecisionRecord } from './decision-record.js';
import { titleOf } from './title-of.js';

/** Questions that ask alike and that nothing answered. */
export interface KnowledgeGap {
  readonly tenant: string;
  /** A suggestion: what the most typical question asks. */
  readonly title: string;
  /** How often it was asked. */
  readonly asked: number;
  readonly customers: number;
  /** Why it was not answered, by withheld reason or reject code. */
  readonly reasons: Readonly<Record<string, number>>;
  /** In the customers' words, each once, the most typical first; at most 20. */
  readonly questions: readonly string[];
  /** Sources that came near, nearest first. */
  readonly near: readonly { readonly id: string; readonly title?: string; readonly score: number }[];
}

export interface FindGapsOptions {
  /** Puts texts that ask alike into one cluster: the number of each text's. Default: `clusterTexts`, parted by words. */
  readonly cluster?: ((texts: readonly string[]) => readonly number[] | Promise<readonly number[]>) | undefined;
  /** Questions below which a cluster is no gap. Default: 3. */
  readonly minimum?: number | undefined;
  /** Hides personal values. Default: a masking of its own for each cluster; `false` leaves the words as they are. */
  readonly masked?: boolean | undefined;
  /** What the sources hold that is nearest to a question, where they are at hand. */
  readonly nearest?: ((question: string, tenant: string) => Promise<readonly Omit<Evidence, 'id'>[]>) | undefined;
  /** The latest ones, per tenant. Default: 5,000. */
  readonly questionsAtMost?: number | undefined;
}

interface Unanswered {
  readonly question: string;
  readonly customer: string;
  readonly reason: string;
  readonly evidence: readonly Evidence[];
}

const characters = 1_000;
const shown = 20;
const nearAtMost = 3;

/** Why nothing answered; `undefined` where something did, or where nothing was asked. */
export function unansweredReason({ recommendation }: DecisionRecord): string | undefined {
  if (recommendation.kind !== 'reply') return undefined;
  if (recommendation.withheld?.reason === 'no-evidence') return 'no-evidence';
  const { verdict } = recommendation;
  if (verdict?.kind !== 'reject') return undefined;
  return ['wrong', 'outdated-source', 'incomplete'].find((code) => code === verdict.reason?.code);
}

/** Clusters of questions that no suggestion answered, most asked first; each tenant's by themselves. */
export async function findGaps(
  records: AsyncIterable<DecisionRecord>,
  options: FindGapsOptions = {},
): Promise<readonly KnowledgeGap[]> {
  const { questionsAtMost = 5_000 } = options;
  const tenants = new Map<string, Unanswered[]>();
  for await (const record of records) {
    const reason = unansweredReason(record);
    const question = record.question?.trim().slice(0, characters);
    if (reason === undefined || !question) continue;
    const { tenant, recommendationId, evidence = [] } = record.recommendation;
    const held = tenants.get(tenant) ?? [];
    tenants.set(tenant, held);
    held.push({ question, reason, evidence, customer: record.customer ?? recommendationId });
    if (held.length > questionsAtMost) held.shift();
  }
  const gaps: KnowledgeGap[] = [];
  for (const [tenant, unanswered] of tenants) gaps.push(...(await gapsOf(tenant, unanswered, options)));
  return gaps.sort((one, other) => other.asked - one.asked);
}

const clusterQuestions = (texts: readonly string[]): readonly number[] => partByWords(texts, clusterTexts(texts));

async function gapsOf(
  tenant: string,
  unanswered: readonly Unanswered[],
  options: FindGapsOptions,
): Promise<KnowledgeGap[]> {
  const { cluster = clusterQuestions } = options;
  const clusters = await cluster(unanswered.map(({ question }) => question));
  const members = new Map<number, Unanswered[]>();
  for (const [index, one] of unanswered.entries()) {
    const number = clusters[index] ?? -1;
    const group = members.get(number) ?? [];
    members.set(number, group);
    group.push(one);
  }
  const gaps: KnowledgeGap[] = [];
  for (const group of members.values()) {
    if (group.length >= (options.minimum ?? 3)) gaps.push(await gapOf(tenant, group, options));
  }
  return gaps;
}

async function gapOf(tenant: string, group: readonly Unanswered[], options: FindGapsOptions): Promise<KnowledgeGap> {
  const masking = createMasking();
  const mask = options.masked === false ? (text: string) => text : masking.mask;
  const plain = [...new Set(group.map(({ question }) => question))];
  const { title, order } = titleOf(plain.map(mask));
  const typical = plain[order[0] ?? 0] ?? '';
  const found = (await options.nearest?.(typical, tenant)) ?? [];
  const reasons: Record<string, number> = {};
  for (const { reason } of group) reasons[reason] = (reasons[reason] ?? 0) + 1;
  return {
    tenant,
    title,
    asked: group.length,
    customers: new Set(group.map(({ customer }) => customer)).size,
    reasons,
    questions: order.slice(0, shown).map((index) => mask(plain[index] ?? '')),
    near: nearestOf([...group.flatMap(({ evidence }) => evidence), ...found], mask),
  };
}

function nearestOf(evidence: readonly Omit<Evidence, 'id'>[], mask: (text: string) => string): KnowledgeGap['near'] {
  const best = new Map<string, KnowledgeGap['near'][number]>();
  for (const { source, score } of evidence) {
    const known = best.get(source.id);
    if (known !== undefined && known.score >= score) continue;
    // The title of a conversation is a customer's subject line.
    const title = source.title === undefined ? {} : { title: mask(source.title) };
    best.set(source.id, { id: source.id, ...title, score });
  }
  return [...best.values()].sort((one, other) => other.score - one.score).slice(0, nearAtMost);
}
