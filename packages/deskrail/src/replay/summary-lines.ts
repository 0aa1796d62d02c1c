import { table } from '../command/table.js';
import type { Compared, Standing } from './compare.js';
import { standings } from './compare.js';
import { differences } from './differences.js';
import type { Summary } from './summary.js';

const called: Readonly<Record<Standing, string>> = {
  same: 'same',
  changed: 'changed',
  'withheld-now': 'withheld now',
  'proposed-now': 'proposed now',
  'no-longer': 'no longer',
  'not-judged': 'not judged',
  unrecorded: 'unrecorded',
};

const day = (time: string): string => `${time.slice(0, 16).replace('T', ' ')}Z`;
const percent = (share: number): string => `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
const listed = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
const timesOf = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => (count === 1 ? `${name} once` : `${name} ${count} times`))
    .join(', ');
const total = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);

/** A replay as a person reads it. */
export function summaryLines(summary: Summary, examples: readonly Compared[]): string[] {
  const { proposed, withheld, outcomes, failed, refused, compared } = summary;
  const { model, prompt, policy, rules, knowledge, notes } = summary.with;
  const held = total(withheld) === 0 ? '' : `, ${total(withheld)} withheld (${listed(withheld)})`;
  return [
    `${summary.facts} facts from ${day(summary.since)} to ${day(summary.until)} brought a recommendation${summary.complete ? '' : ' before it was ended: this is a part'}.`,
    `With model ${model}${prompt === undefined ? '' : `, prompt ${prompt}`}, policy ${policy.slice(0, 15)} (${rules} rules), ${knowledge.length === 0 ? 'no articles' : `articles of ${knowledge.join(', ')}`}.`,
    ...notes.map((note) => `Note: ${note}`),
    '',
    `Proposed ${total(proposed)} (${listed(proposed) || 'nothing'})${held}.`,
    `By policy: ${listed(outcomes) || 'nothing'}.`,
    ...(total(failed) === 0 ? [] : [`Could not be recommended for: ${listed(failed)}.`]),
    ...(total(refused) === 0 ? [] : [`Refused, as nothing leaves a replay: ${timesOf(refused)}.`]),
    ...(compared === undefined ? [] : ['', ...comparedLines(compared, examples)]),
  ];
}

function comparedLines(compared: NonNullable<Summary['compared']>, examples: readonly Compared[]): string[] {
  const { pairs, standings: counts, judged, missingTools, distance, erased } = compared;
  if (pairs === 0) return ['Nothing to compare: no recommendation is recorded of that time, and none would be made.'];
  const used = standings.filter((name) => counts[name] > 0);
  const row = (name: string, of: Readonly<Record<Standing, number>>) => [name, ...used.map((each) => String(of[each]))];
  const differing = differences.filter((name) => compared.differences[name] > 0);
  const missing = Object.entries(missingTools).map(
    ([tool, calls]) =>
      `Not judged: ${calls} ${calls === 1 ? 'call' : 'calls'} of the tool ${tool}, which is not configured here.`,
  );
  const beside = pairs - counts.unrecorded - counts['not-judged'];
  if (beside === 0) return [...missing, `Nothing to compare: no recommendation is recorded about these facts.`];
  return [
    `Beside what is recorded, ${percent(compared.changedShare)} differs${distance === undefined ? '' : `; where words do, ${percent(distance)} of them on average`}.`,
    ...missing,
    ...(erased === 0 ? [] : [`${erased} recorded ones stand on words that were erased since, and were not replayed.`]),
    '',
    ...table(
      ['judged', ...used.map((name) => called[name])],
      [row('all', counts), ...Object.entries(judged).map(([name, of]) => row(name, of))],
    ),
    ...(differing.length === 0
      ? []
      : [
          '',
          ...table(
            ['differs in', 'pairs'],
            differing.map((name) => [name, String(compared.differences[name])]),
          ),
        ]),
    ...(examples.length === 0 ? [] : ['', 'Examples:', ...examples.flatMap(exampleLines)]),
  ];
}

function exampleLines(line: Compared): string[] {
  const { recorded, replayed, evidence, distance } = line;
  const how = [
    ...line.differences.map((name) => (name === 'text' && distance !== undefined ? `text ${percent(distance)}` : name)),
  ].join(', ');
  const said = (side: typeof replayed) =>
    side === undefined
      ? 'nothing'
      : [
          side.outcome === 'withheld' ? `withheld ${side.reason}` : side.outcome,
          side.rule && `rule ${side.rule}`,
          side.confidence !== undefined && `confidence ${Number(side.confidence.toFixed(3))}`,
          (side.flags?.length ?? 0) > 0 && `flags ${side.flags?.join(' ')}`,
        ]
          .filter(Boolean)
          .join(', ');
  const moved = (['added', 'removed', 'changed'] as const).flatMap((name) =>
    (evidence?.[name].length ?? 0) > 0 ? [`${name} ${evidence?.[name].join(' ')}`] : [],
  );
  const words = (side: typeof replayed): string[] => {
    const { proposal } = side ?? {};
    const text = proposal !== undefined && 'text' in proposal ? proposal.text : JSON.stringify(proposal);
    return text === undefined ? [] : text.split('\n').map((each) => `      ${each}`);
  };
  return [
    `  ${line.kind} of ${line.fact}: ${called[line.standing]}${how === '' ? '' : ` (${how})`}${line.judged === undefined ? '' : `; ${line.judged}`}`,
    `    was: ${said(recorded)}${recorded === undefined ? '' : ` · ${recorded.recommendationId}`}`,
    ...words(recorded),
    `    now: ${said(replayed)}`,
    ...words(replayed),
    ...(moved.length === 0 ? [] : [`    evidence: ${moved.join('; ')}`]),
  ];
}
