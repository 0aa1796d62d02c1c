import { caseDefinitions } from './case-definitions.js';
import type { MetricDefinition, MetricName } from './definition.js';
import { reviewDefinitions } from './review-definitions.js';
import { suggestionDefinitions } from './suggestion-definitions.js';

/** Every number there is; docs/reference/metrics.md is written from here. */
export const metricDefinitions: Readonly<Record<MetricName, MetricDefinition>> = {
  ...caseDefinitions,
  ...suggestionDefinitions,
  ...reviewDefinitions,
};
