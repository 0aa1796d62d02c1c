import type { GaugeOption } from '@deskrail/server';

/** Handlers of tools that go on beyond their time limit, as the executors of this process tell. */
export interface OverdueHandlers {
  /** Absent where it carries nothing out. */
  count?: number;
}

/** What `/metrics` tells of them. */
export const overdueGauges = (overdue: OverdueHandlers): GaugeOption[] => [
  {
    name: 'deskrail_tool_handlers_overdue',
    help: 'Handlers of tools that have not ended since their time limit; each holds one place of its tool.',
    read: () => overdue.count,
  },
];
