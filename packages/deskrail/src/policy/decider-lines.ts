import type { Deciders, DecidersChange, DryRunReport } from '@deskrail/copilot';
import { exampleLines } from './example-lines.js';
import { counted, kinds, listed } from './words.js';

const shown = 20;

/** Of what people decide either way: how many others must decide, and who. */
export function deciderLines({ deciders }: Pick<DryRunReport, 'deciders'>): readonly string[] {
  if (deciders.length === 0) return [];
  const count = deciders.reduce((sum, change) => sum + change.count, 0);
  const rest = deciders.length - shown;
  return [
    `Of what people decide as before, ${count} would need others to decide:`,
    ...deciders.slice(0, shown).flatMap(changeLines),
    ...(rest > 0 ? [`    ${rest} more such changes: --json has them.`] : []),
    '',
  ];
}

const changeLines = ({ kind, from, to, count, rules, examples }: DecidersChange): readonly string[] => [
  `    ${counted(count, kinds[kind] ?? [kind, kind])}: ${differs(from, to)}`,
  `        by ${listed(rules)}`,
  ...examples.flatMap(exampleLines).map((line) => `        ${line}`),
];

/** What of it changes, and nothing else: `role reviewer → senior, reviewers 1 → 2, four eyes no → yes`. */
function differs(from: Deciders, to: Deciders): string {
  const rows: readonly (readonly [name: string, from: string | number, to: string | number])[] = [
    ['role', from.role, to.role],
    ['queue', from.queue, to.queue],
    ['reviewers', from.reviewers, to.reviewers],
    ['four eyes', from.fourEyes ? 'yes' : 'no', to.fourEyes ? 'yes' : 'no'],
  ];
  return rows
    .filter(([, was, is]) => was !== is)
    .map(([name, was, is]) => `${name} ${was} → ${is}`)
    .join(', ');
}
