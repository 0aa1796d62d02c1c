import { type LearningReport, learningReport } from '@deskrail/copilot';
import type { CommandDefinition } from './definition.js';
import { table } from './table.js';
import { recordOptions, withRecord } from './with-record.js';

export const report: CommandDefinition = {
  name: 'report',
  about: 'Say how people judged what was suggested, by source and by template.',
  options: { json: { type: 'boolean', about: 'All of it, as one JSON object.' }, ...recordOptions },
  more: `Counts of persons’ verdicts, reasons of rejects and how much was edited: of which article or macro, and of which model and
prompt. Ids and counts alone, nobody’s words. For what nothing answered, see deskrail gaps. Response and resolution times, SLA, automation,
regret, agreement of reviewers and the rest: GET /v1/analytics, defined in docs/reference/metrics.md.`,
  examples: ['deskrail report --since 30d', 'deskrail report --json'],
  async run(given, terminal) {
    const found = await withRecord(given, terminal, 'report', ({ records }) => learningReport(records()));
    if (given.flag('json')) await terminal.print(JSON.stringify(found));
    else for (const line of linesOf(found)) await terminal.print(line);
    return 0;
  },
};

const shown = 20;
const heads = ['suggested', 'approved', 'edited', 'heavily', 'own words', 'rejected', 'edit', 'reasons'];

function linesOf({ recommendations, replies, all, sources, templates }: LearningReport): string[] {
  if (recommendations === 0) return ['Nothing was recommended in that time.'];
  const { asked, fallbacks, rate, reasons, accepted } = replies;
  return [
    `${recommendations} recommendations; of ${asked} replies asked for, ${fallbacks} fell back (${percent(rate)})${listed(reasons)}.`,
    `${accepted} replies were let through by a person, and may serve as evidence.`,
    '',
    ...table(
      ['template', ...heads],
      [
        ['all', ...cells(all)],
        ...templates.slice(0, shown).map((one) => [`${one.kind}: ${one.template}`, ...cells(one)]),
      ],
    ),
    ...(sources.length === 0
      ? []
      : [
          '',
          ...table(
            ['source', ...heads],
            sources.slice(0, shown).map((one) => [one.source.id, ...cells(one)]),
          ),
        ]),
    ...(sources.length > shown ? [`${sources.length - shown} more sources: --json has them.`] : []),
  ];
}

const cells = (one: LearningReport['all']): string[] => [
  ...[one.suggested, one.approved, one.edited, one.heavilyEdited, one.responded, one.rejected].map(String),
  one.editDistance === undefined ? '' : percent(one.editDistance),
  reasonsOf(one.reasons),
];

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;

const reasonsOf = (reasons: Readonly<{ [code: string]: number }>): string =>
  Object.entries(reasons)
    .map(([code, count]) => `${code} ${count}`)
    .join(', ');

const listed = (reasons: Readonly<{ [code: string]: number }>): string => {
  const text = reasonsOf(reasons);
  return text === '' ? '' : `: ${text}`;
};
