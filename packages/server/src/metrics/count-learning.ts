import { type Copilot, type Decision, type Logger, rejectCodes, type VerdictGiven } from '@deskrail/contracts';
import { Counter, Histogram, type Registry } from 'prom-client';

/** How far what a person let through is from what was suggested, 0 to 1; `undefined` where that says nothing. */
export type MeasureEdit = (verdict: VerdictGiven) => Promise<number | undefined>;

interface LearningOptions {
  readonly measureEdit: MeasureEdit | undefined;
  readonly logger: Logger;
}

/** Suggestions of which this process knows that nobody changed a word: what is approved of them needs no measuring. */
const mostUntouched = 10_000;
const changing: ReadonlySet<VerdictGiven['data']['kind']> = new Set(['edit', 'respond']);

function recent(most: number) {
  const known = new Set<string>();
  const name = (tenant: string, id: string): string => `${tenant}\n${id}`;
  return {
    has: (tenant: string, id: string) => known.has(name(tenant, id)),
    delete: (tenant: string, id: string) => known.delete(name(tenant, id)),
    add(tenant: string, id: string) {
      known.add(name(tenant, id));
      const [oldest] = known;
      if (known.size > most && oldest !== undefined) known.delete(oldest);
    },
  };
}

/** Counts what verdicts say of the copilot, and how often it says that it is getting worse. */
export function countLearning(
  registry: Registry,
  { measureEdit, logger }: LearningOptions,
): { onDecision(event: Decision): void } {
  const registers = [registry];
  const rejects = new Counter({
    name: 'deskrail_rejects_total',
    help: 'Rejects of persons that entered the log since this process began, by reason code.',
    labelNames: ['reason'],
    registers,
  });
  const edits = new Histogram({
    name: 'deskrail_edit_distance',
    help: 'How far replies that persons let through are from what was suggested: 0 the same, 1 nothing kept.',
    buckets: [0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1],
    registers,
  });
  const alerts = new Counter({
    name: 'deskrail_fallback_alerts_total',
    help: 'How often more replies fell back than the threshold allows.',
    registers,
  });

  const untouched = recent(mostUntouched);

  async function observe(verdict: VerdictGiven): Promise<void> {
    const { kind, recommendationId, final } = verdict.data;
    if (kind === 'approve' && measureEdit !== undefined && untouched.has(verdict.tenant, recommendationId)) {
      if (final?.kind === 'reply' || final?.kind === 'summary') edits.observe(0);
      return;
    }
    try {
      const distance = await measureEdit?.(verdict);
      if (distance !== undefined) edits.observe(distance);
    } catch {
      logger.debug({ verdict: verdict.data.verdictId }, 'an edit could not be measured');
    }
  }

  return {
    onDecision(event) {
      if (event.type === 'fallback-rate.exceeded.v1') alerts.inc();
      if ('about' in event.data) untouched.add(event.tenant, event.data.recommendationId);
      if (event.type === 'verdict.given.v1' && changing.has(event.data.kind)) {
        untouched.delete(event.tenant, event.data.recommendationId);
      }
      if (event.type !== 'verdict.given.v1' || event.data.reviewer.startsWith('rule/')) return;
      const { kind, reason, decides } = event.data;
      if (kind === 'reject') rejects.inc({ reason: rejectCodes.find((code) => code === reason?.code) ?? 'none' });
      else if (decides) void observe(event);
    },
  };
}

/** The same copilot; what it answers is counted, and whether it had the answer already. */
export function countSuggestions(registry: Registry, copilot: Copilot): Copilot {
  const suggestions = new Counter({
    name: 'deskrail_suggestions_total',
    help: 'Suggestions that were asked for and answered; cached is yes where the answer was kept from before.',
    labelNames: ['outcome', 'cached'],
    registers: [registry],
  });
  return {
    evidence: (input, options) => copilot.evidence(input, options),
    checkEvidence: (input, options) => copilot.checkEvidence(input, options),
    async suggest(input, options) {
      const answer = await copilot.suggest(input, options);
      suggestions.inc({ outcome: answer.outcome, cached: answer.cached ? 'yes' : 'no' });
      return answer;
    },
  };
}
