import { auditExport } from '../audit/audit-export.js';
import { auditVerify } from '../audit/audit-verify.js';
import type { CommandDefinition } from './definition.js';
import { wayOf } from './ways.js';
import { recordOptions } from './with-record.js';

const ways = ['verify', 'export'] as const;
const formats = ['text', 'json'] as const;

export const audit: CommandDefinition = {
  name: 'audit',
  about: 'Check that the record is what was written, or print the story of one case.',
  positionals: `<${ways.join(' | ')}>`,
  positionalCount: [1, 1],
  options: {
    conversation: { type: 'string', value: 'id', about: 'With export: such as conversation:zendesk:5158.' },
    format: { type: 'string', value: 'name', choices: formats, about: `With export: ${formats.join(' or ')}.` },
    'without-texts': { type: 'boolean', about: 'With export: nothing that people or the model wrote, no quotes.' },
    kept: {
      type: 'string',
      value: 'ends',
      about: 'With verify: ends of chains that were kept elsewhere, as verify printed them; several by comma.',
    },
    json: { type: 'boolean', about: 'With verify: the report as one JSON object.' },
    ...recordOptions,
  },
  more: `verify reads the log and checks the tenants' chains, each decision and action against them, the verdicts' signatures, and
that no action was started without a verdict. Signatures need the keys: DESKRAIL_SIGNING_KEY, signing in the configuration, or the
data directory's. Exit code 0: nothing was found; 1: something was. What it proves, and to whom: docs/how-to/audit.md.`,
  examples: [
    'deskrail audit verify',
    'deskrail audit verify --since 30d --tenant acme --json',
    'deskrail audit export --conversation conversation:zendesk:5158 > case.txt',
  ],
  run(given, terminal) {
    const way = wayOf(given.positionals[0], ways, 'audit');
    return way === 'verify' ? auditVerify(given, terminal) : auditExport(given, terminal);
  },
};
