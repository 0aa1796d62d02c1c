export interface BenchOptions {
  readonly count: number | undefined;
  readonly rounds: number | undefined;
  /** Default: `embedded`. */
  readonly log: 'embedded' | 'kafka' | undefined;
  /** Default: PostgreSQL where the log is Kafka. */
  readonly store: 'embedded' | 'postgres' | undefined;
  /** JSON Lines for `suggest`; default: made up. */
  readonly docs: string | undefined;
  readonly queries: string | undefined;
  /** For `verdict`, at once. Default: 50. */
  readonly reviewers: number | undefined;
}

export interface Report {
  readonly name: string;
  readonly unit: string;
  readonly rows: readonly Readonly<Record<string, string | number>>[];
  /** With the other two, where there is another side to compare with. */
  readonly ours?: unknown;
  readonly baseline?: unknown;
  readonly ratio?: number;
  readonly [more: string]: unknown;
}

export type Bench = (options: BenchOptions) => Promise<Report>;

export function printReport({ rows, ...summary }: Report): void {
  console.table(rows);
  console.log(JSON.stringify(summary));
}

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

export const median = (values: readonly number[]): number => percentile(values, 50);

export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const index = Math.min(sorted.length - 1, Math.ceil((percent / 100) * sorted.length) - 1);
  return sorted[Math.max(0, index)] ?? Number.NaN;
}

/** p50, p95 and p99 in milliseconds. */
export const latencies = (values: readonly number[]) => ({
  p50: round(percentile(values, 50)),
  p95: round(percentile(values, 95)),
  p99: round(percentile(values, 99)),
});
