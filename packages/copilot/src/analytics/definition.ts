import type { AnalyticsNumbers, StreamName } from '@deskrail/contracts';

/** Every value of `AnalyticsNumbers`, such as `cases.opened`: the compiler asks for the definition of each. */
export type MetricName = {
  [Group in keyof AnalyticsNumbers]: `${Group}.${keyof AnalyticsNumbers[Group] & string}`;
}[keyof AnalyticsNumbers];

/** What a number is, in words. The code that counts it stands beside in this folder. */
export interface MetricDefinition {
  readonly title: string;
  readonly unit:
    | 'cases'
    | 'seconds'
    | 'share'
    | 'suggestions'
    | 'cost'
    | 'distance'
    | 'agreement'
    | 'characters'
    | 'tokens';
  readonly formula: string;
  readonly streams: readonly StreamName[];
  /** Whose times it is made of: the desk’s where it is about the customer, ours where it is about us. */
  readonly clock: 'desk' | 'ours' | 'both' | 'none';
  readonly leftOut?: string;
}
