import type { Judgement } from './judge/judge.ts';
import type { LogKind } from './words.ts';

export interface RoundReport {
  readonly round: number;
  readonly fault: string;
  readonly detail: string;
  /** How long it was broken, in ms: until whoever broke it had mended it. */
  readonly brokenMs: number;
  /** From then until a new question of a customer had its recommendation readable; absent where it never had. */
  readonly recoveredMs?: number;
  /** The longest time in the round in which no webhook got its 2xx. */
  readonly deafMs: number;
  /** Webhooks acknowledged during the round. */
  readonly acknowledged: number;
}

export interface ChaosReport {
  readonly log: LogKind;
  readonly seed: number;
  readonly rounds: readonly RoundReport[];
  readonly webhooks: {
    readonly sent: number;
    readonly acknowledged: number;
    /** Copies beyond the first: tries again, duplicates of the desk, storms. */
    readonly copies: number;
    /** Given up by the vendor and unpromised; sent again by hand at the end. */
    readonly givenUp: number;
    /** Refused for their time, kept in the dead letters, and redriven. */
    readonly held: number;
  };
  readonly verdicts: number;
  readonly actionsAtTheDesk: number;
  readonly events: Readonly<Record<'facts' | 'decisions' | 'actions' | 'deadLetters', number>>;
  /** From the end of the load until nothing was left to do. */
  readonly settledMs: number;
  readonly seconds: number;
  readonly lost: number;
  readonly executedTwice: number;
  readonly wrong: Judgement;
  readonly clean: boolean;
}

const most = 20;

/** Markdown, and legible as it is. */
export function tableOf({ rounds }: Pick<ChaosReport, 'rounds'>): string {
  const rows = rounds.map(({ round, fault, detail, brokenMs, recoveredMs, deafMs, acknowledged }) => [
    ...[String(round), fault, detail, inSeconds(brokenMs)],
    recoveredMs === undefined ? 'not in time' : inSeconds(recoveredMs),
    ...[inSeconds(deafMs), String(acknowledged)],
  ]);
  const head = ['round', 'fault', 'what', 'broken', 'recovered after', 'longest without a 2xx', 'webhooks taken'];
  const table = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

export function summaryOf(report: ChaosReport): string {
  const { webhooks, events, wrong } = report;
  const lines = [
    `${report.log} log, seed ${report.seed}: ${report.rounds.length} rounds in ${report.seconds.toFixed(0)} s.`,
    `Webhooks: ${webhooks.sent} sent, ${webhooks.acknowledged} acknowledged, ${webhooks.copies} copies absorbed, ${webhooks.givenUp} given up by the vendor and reconciled, ${webhooks.held} held as stale and redriven.`,
    `Log: ${events.facts} facts, ${events.decisions} decisions, ${events.actions} actions, ${events.deadLetters} dead letters. ${report.verdicts} verdicts answered; ${report.actionsAtTheDesk} actions at the desk.`,
    `Settled ${inSeconds(report.settledMs)} after the load ended.`,
    ...Object.entries(wrong).map(([name, found]: [string, readonly string[]]) =>
      [`${name}: ${found.length}`, ...found.slice(0, most).map((what) => `  ${what}`)].join('\n'),
    ),
  ];
  return lines.join('\n');
}

const inSeconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
