import type { DryRunChange, DryRunReport, JudgedCounts, Standing } from '@deskrail/copilot';
import { table } from '../command/table.js';
import { deciderLines } from './decider-lines.js';
import { exampleLines } from './example-lines.js';
import { counted, kinds, listed } from './words.js';

const standings = ['auto', 'show', 'review', 'block'] as const;

const stands: Readonly<Record<Standing, string>> = {
  auto: 'by itself',
  show: 'shown',
  review: 'for people',
  block: 'blocked',
};

const had: Readonly<Record<Standing, string>> = {
  auto: 'went out by itself',
  show: 'was shown to whoever asked',
  review: 'waited for people',
  block: 'was blocked',
};

const hadMany: Readonly<Record<Standing, string>> = {
  auto: 'went out by themselves',
  show: 'were shown to whoever asked',
  review: 'waited for people',
  block: 'were blocked',
};

const then: Readonly<Record<Standing, readonly [one: string, many: string]>> = {
  auto: ['would have gone out by itself', 'would have gone out by themselves'],
  show: ['would have been shown at once', 'would have been shown at once'],
  review: ['would have waited for people', 'would have waited for people'],
  block: ['would have been blocked', 'would have been blocked'],
};

const day = (at: string | undefined): string => at?.slice(0, 10) ?? '';

/** Of those that would go by themselves: what people rejected, answered in their own words, or edited heavily. */
export const refusedIn = ({ judged }: Pick<DryRunChange, 'judged'>): number =>
  judged.rejected + judged.ownWords + judged.heavilyEdited;

const letsGo = ({ to }: DryRunChange): boolean => to === 'auto' || to === 'show';

export const whatPeopleRefused = ({ changes }: DryRunReport): number =>
  changes.filter(letsGo).reduce((sum, change) => sum + refusedIn(change), 0);

/** For people to read before they switch anything on. */
export function dryRunLines(
  report: DryRunReport,
  { path, since }: { readonly path: string; readonly since?: string | undefined },
): readonly string[] {
  const { recommendations, unasked, policy, changes } = report;
  if (recommendations === 0) {
    const whence = since === undefined ? '' : ` since ${since}`;
    return [`Nothing was recommended${whence} that ${path} could be asked about.`];
  }
  const asked = counted(recommendations, ['recommendation', 'recommendations']);
  return [
    `${path}, ${counted(policy.rules, ['rule', 'rules'])}, asked about ${asked} from ${day(report.from)} to ${day(report.to)}.`,
    ...(unasked > 0
      ? [`${unasked} more were withheld before any policy was asked, such as for want of evidence.`]
      : []),
    '',
    ...kindLines(report),
    '',
    ...(changes.length === 0 && report.deciders.length === 0 ? ['Nothing would have changed.'] : []),
    ...changes.flatMap(changeLines),
    ...deciderLines(report),
    ...verdictLines(report),
    ...ruleLines(report),
    ...limitLines(report),
    ...errorLines(report),
  ];
}

/** `300 → 180` where it changes, else the number alone. */
const fromTo = (was: number, would: number): string => (was === would ? String(was) : `${was} → ${would}`);

const kindLines = ({ byKind }: DryRunReport): readonly string[] =>
  table(
    ['', ...standings.map((standing) => stands[standing])],
    byKind.map(({ kind, was, would }) => [
      kinds[kind]?.[1] ?? kind,
      ...standings.map((standing) => fromTo(was[standing], would[standing])),
    ]),
  );

function changeLines(change: DryRunChange): readonly string[] {
  const { kind, from, to, count, rules, heldBy, examples } = change;
  const many = count === 1 ? 0 : 1;
  const past = many === 0 ? had[from] : hadMany[from];
  const held = Object.keys(heldBy).length > 0 ? [`    held by ${listed(heldBy)}`] : [];
  return [
    `${counted(count, kinds[kind] ?? [kind, kind])} that ${past} ${then[to][many]}.`,
    `    by ${listed(rules)}`,
    ...held,
    ...(from === 'review' ? [`    judged: ${judgedText(change.judged)}`] : []),
    ...examples.flatMap(exampleLines).map((line) => `    ${line}`),
    '',
  ];
}

function percent(part: number, whole: number): string {
  const share = (100 * part) / whole;
  return `${Number.isInteger(share) ? share : share.toFixed(1)} %`;
}

/** Shares are of those that people judged. */
function judgedText(judged: JudgedCounts): string {
  const { asIs, lightlyEdited, heavilyEdited, editedUnmeasured, ownWords, rejected, rejectedCodes } = judged;
  const whole = asIs + lightlyEdited + heavilyEdited + editedUnmeasured + ownWords + rejected;
  const share = (part: number, text: string) => (part === 0 ? [] : [`${text} ${part} (${percent(part, whole)})`]);
  const rest = (part: number, text: string) => (part === 0 ? [] : [`${text} ${part}`]);
  const mean = judged.meanDistance === undefined ? '' : `, edited by ${judged.meanDistance.toFixed(2)} on average`;
  const said = [
    ...share(asIs, 'approved as is'),
    ...share(lightlyEdited, 'edited lightly'),
    ...share(heavilyEdited, 'edited heavily'),
    ...share(editedUnmeasured, 'edited'),
    ...share(ownWords, 'answered in their own words'),
    ...share(rejected, 'rejected').map((text) => `${text}: ${listed(rejectedCodes)}`),
    ...rest(judged.expired, 'expired'),
    ...rest(judged.superseded, 'overtaken by what came since'),
    ...rest(judged.waiting, 'not looked at'),
    ...rest(judged.nobody, 'by nobody'),
  ];
  return `${said.join('; ')}${mean}`;
}

/** The one sentence to read before anything else is believed. */
function verdictLines(report: DryRunReport): readonly string[] {
  const going = report.changes.filter(letsGo);
  const count = going.reduce((sum, { count }) => sum + count, 0);
  if (count === 0) return [];
  const refused = whatPeopleRefused(report);
  const judged = going.reduce((sum, { judged: { asIs, lightlyEdited } }) => sum + asIs + lightlyEdited, refused);
  if (judged === 0)
    return [
      count === 1
        ? 'Nobody had judged the one that would go by itself: that says nothing of how good it is.'
        : `Nobody had judged any of the ${count} that would go by themselves: that says nothing of how good they are.`,
      '',
    ];
  if (refused === 0) {
    return [`Of the ${count} that would go by themselves people had judged ${judged}, and refused none.`, ''];
  }
  return [
    `Of the ${count} that would go by themselves people had rejected, rewritten or heavily edited ${refused} (${percent(refused, judged)} of those judged): read these first.`,
    '',
  ];
}

function ruleLines({ rules }: DryRunReport): readonly string[] {
  if (rules.length === 0) return [];
  const rows = rules.map(({ id, outcome, matched, errors }) => [
    ...[id, outcome, String(matched)],
    errors === 0 ? '' : String(errors),
  ]);
  const kept = rules.flatMap(({ id, matched, kept }) => {
    const count = Object.values(kept).reduce((sum, one) => sum + one, 0);
    return count === 0
      ? []
      : `Of the ${matched} that ${id} matched, ${count} would still have waited for people: ${listed(kept)}.`;
  });
  return [...table(['rule', 'outcome', 'matched', 'not told'], rows), ...kept, ''];
}

const limitLines = ({ limits }: DryRunReport): readonly string[] =>
  limits
    .filter(({ crossed, unknown }) => crossed > 0 || unknown > 0)
    .map(
      ({ id, crossed, held, unknown }) =>
        `The limit ${id} would have been reached ${counted(crossed, ['time', 'times'])} and held ${held}.` +
        (unknown > 0 ? ` It could not be counted for ${unknown}, as the record does not say whose they are.` : ''),
    );

const errorLines = ({ errors }: DryRunReport): readonly string[] =>
  Object.entries(errors).map(([error, count]) => `Could not be told, so people decide: ${error} (${count} times).`);
