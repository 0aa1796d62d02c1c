import { DeskrailError } from '@deskrail/contracts';
import type { CommandDefinition } from './definition.js';
import { recordOptions } from './with-record.js';

const seeks = 'Where a consumer group goes on is set by deskrail seek --group <name> --from <place>.';

export const replay: CommandDefinition = {
  name: 'replay',
  about: 'Recommend again for recorded facts, and say what would be different. Nothing leaves.',
  options: { ...recordOptions },
  moved: { group: seeks, from: seeks, stream: seeks },
  examples: ['deskrail replay --since 7d'],
  run: () => Promise.reject(new DeskrailError('config-invalid', 'Not built yet.')),
};
