import type { RecommendationView, Row, Sql, VerdictGiven } from '@deskrail/contracts';
import type { ActionState } from '../state/ledger.js';
import type { RecommendationState } from '../state/recommendation.js';
import { iso } from '../state/time-key.js';
import { type RecommendationParts, recommendationView } from './read-recommendations.js';
import { mostLooking } from './review-claims.js';
import type { Rows } from './rows.js';

/** Of one that is not there, there may be a claim all the same. */
export type Whole = Omit<RecommendationParts, 'state'> & Partial<Pick<RecommendationParts, 'state'>>;

export interface PartRow extends Row {
  readonly part: string;
  readonly seq: number;
  readonly until: number;
  readonly doc: string;
}

export const wholeRecommendation = `select 'state' as part, 0 as seq, 0 as until, doc from store_recommendations where tenant = ? and id = ?
  union all select 'verdict', seq, 0, doc from store_verdicts where tenant = ? and recommendation = ?
  union all select 'action', place, 0, doc from store_actions where tenant = ? and recommendation = ?
  union all select 'claim', token, until, holder from store_claims where tenant = ? and recommendation = ?`;

const looks = "union all select 'look', 0, until, reviewer from store_looks where tenant = ? and recommendation = ?";

/** One recommendation with all that its view is made of, by one statement. */
export async function readWhole(sql: Sql, tenant: string, id: string): Promise<Whole> {
  return wholeIn(await sql.all<PartRow>(wholeRecommendation, Array(4).fill([tenant, id]).flat()));
}

export function wholeIn(rows: readonly PartRow[]): Whole {
  const of = (name: PartRow['part']) => rows.filter(({ part }) => part === name);
  const [state] = of('state');
  const [claim] = of('claim');
  const verdicts = of('verdict').sort((a, b) => Number(a.seq) - Number(b.seq));
  return {
    ...(state !== undefined && { state: JSON.parse(state.doc) as RecommendationState }),
    verdicts: verdicts.map(({ doc }) => JSON.parse(doc) as VerdictGiven),
    actions: of('action').map(({ doc }) => JSON.parse(doc) as ActionState),
    claim: claim && { holder: claim.doc, token: Number(claim.seq), until: Number(claim.until) },
  };
}

/** A recommendation's view with who looks at it. */
export async function readLookedAt(
  sql: Sql,
  { tenant, id }: { readonly tenant: string; readonly id: string },
  { nowMs, nowText }: Pick<Rows, 'nowMs' | 'nowText'>,
): Promise<RecommendationView | undefined> {
  const clock = nowText === undefined ? '' : ` union all select 'now', ${nowText}, 0, ''`;
  const rows = await sql.all<PartRow>(`${wholeRecommendation} ${looks}${clock}`, Array(5).fill([tenant, id]).flat());
  const { state, ...parts } = wholeIn(rows);
  if (state === undefined) return undefined;
  const told = rows.find(({ part }) => part === 'now');
  const now = told === undefined ? await nowMs(sql) : Number(told.seq);
  const looking = rows
    .filter(({ part, until }) => part === 'look' && Number(until) > now)
    .map(({ doc, until }) => ({ reviewer: doc, until: iso(Number(until)) }))
    .sort((a, b) => (a.reviewer < b.reviewer ? -1 : 1))
    .slice(0, mostLooking);
  return { ...recommendationView({ state, ...parts }, now), ...(looking.length > 0 && { looking }) };
}
