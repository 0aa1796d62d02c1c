import type { AnalyticsView } from '@deskrail/contracts';
import { span } from './time.js';
import { percent } from './words.js';

type Numbers = AnalyticsView['total'];
type Share = Numbers['cases']['sla'];
type Reviews = Numbers['reviews'];
type Spread = Reviews['secondsToVerdict'];

export interface NumberLine {
  readonly name: string;
  readonly value: string;
  /** What is counted, in a line; the whole of it is in docs/reference/metrics.md. */
  readonly definition: string;
}

const none = '–';
const line = (name: string, value: number | string, definition: string): NumberLine => ({
  name,
  value: typeof value === 'number' ? value.toLocaleString('en') : value,
  definition,
});

const share = ({ count, of, ratio }: Share): string =>
  ratio === undefined ? none : `${percent(ratio)} (${count} of ${of})`;

const seconds = (value: number): string => (value < 60 ? `${Math.round(value)} s` : span(value * 1_000));
const spread = ({ p50, p90 }: Spread): string =>
  p50 === undefined || p90 === undefined ? none : `${seconds(p50)}, nine in ten ${seconds(p90)}`;

const cost = (value: number | undefined): string => (value === undefined ? none : String(Number(value.toPrecision(3))));

/** Of fewer, one verdict more turns a coefficient around. */
const judgedAtLeast = 5;

const coefficient = ({ items, value }: Reviews['cohensKappa' | 'krippendorffAlpha']): string | undefined =>
  items < judgedAtLeast ? undefined : value?.toFixed(2);

/** Coefficients of what two people judged at least, where that says something. */
function agreementLines({ krippendorffAlpha, cohensKappa }: Reviews): NumberLine[] {
  const [alpha, kappa] = [coefficient(krippendorffAlpha), coefficient(cohensKappa)];
  return [
    ...(alpha === undefined
      ? []
      : [
          line(
            'Agreement (α)',
            alpha,
            'Krippendorff’s α where several judged the same: 1 is full agreement, 0 chance.',
          ),
        ]),
    ...(kappa === undefined
      ? []
      : [line('Agreement of pairs (κ)', kappa, 'Cohen’s κ over each two people who judged the same.')]),
  ];
}

const whatAgreementNeeds = ({ krippendorffAlpha: { items } }: Reviews): string =>
  `How far reviewers agree (Krippendorff’s α, Cohen’s κ) is told once two people have judged the same words at least ${judgedAtLeast} times, and not all verdicts are alike; so far it was ${items === 1 ? 'once' : `${items} times`}.`;

interface NumberGroup {
  readonly title: string;
  readonly lines: readonly NumberLine[];
  /** What is missing, and why. */
  readonly note?: string;
}

/** What a team looks at first, each with its definition. */
export function numberGroups({ total }: AnalyticsView): readonly NumberGroup[] {
  const { suggestions, reviews, cases, output } = total;
  const agreement = agreementLines(reviews);
  return [
    {
      title: 'Suggestions',
      lines: [
        line(
          'Suggested',
          suggestions.suggested,
          'Drafts that were put before people, shown or sent; withheld ones are not.',
        ),
        line('Accepted as is', suggestions.acceptedAsIs, 'A person approved the draft, not a word changed.'),
        line(
          'Lightly edited',
          suggestions.lightlyEdited,
          'Approved with an edit that kept most of the text. An action’s text is its arguments: another amount alone is a light edit.',
        ),
        line(
          'Heavily edited',
          suggestions.heavilyEdited,
          'Approved with an edit that changed a fifth of the text or more.',
        ),
        line('Answered in own words', suggestions.ownWords, 'A person wrote their own in its place.'),
        line('Rejected', suggestions.rejected, 'A person said no, with a reason.'),
        line('Expired', suggestions.expired, 'Nobody decided in time; it was never sent.'),
        line('Sent by a rule', suggestions.automatic, 'Approved by a rule of the policy, not by a person.'),
        line('Regret', share(suggestions.regret), 'Of what was approved: cases that were opened again within 7 days.'),
      ],
    },
    {
      title: 'Reviews',
      lines: [
        line(
          'Time to verdict',
          spread(reviews.secondsToVerdict),
          'From the suggestion to the verdict that decided; the median.',
        ),
        line('In time', share(reviews.sla), 'Decided by when their queue asked for it.'),
        line('Backlog', reviews.backlog, 'Open now, of what was suggested in these days.'),
        line(
          'Age of the backlog',
          spread(reviews.backlogAgeSeconds),
          'How long the open ones have waited; the median.',
        ),
        ...agreement,
      ],
      ...(agreement.length === 0 && { note: whatAgreementNeeds(reviews) }),
    },
    {
      title: 'Cases',
      lines: [
        line('Opened', cases.opened, 'Cases that the desk told were opened.'),
        line(
          'First response',
          spread(cases.firstResponseSeconds),
          'From the opening to the first public answer; the median.',
        ),
        line('Desk’s SLA kept', share(cases.sla), 'Cases of which every time that the desk set was kept.'),
        line(
          'Model’s cost',
          cost(output.cost),
          'What models charged, in the currency that their prices were given in.',
        ),
      ],
    },
  ];
}
