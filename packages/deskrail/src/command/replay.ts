import type { CommandDefinition } from './definition.js';
import { placeOptions } from './reach-log.js';

const seeks = 'Where a consumer group goes on is set by deskrail seek --group <name> --from <place>.';

export const replay: CommandDefinition = {
  name: 'replay',
  about: 'Recommend again for recorded facts, and say what would be different. Nothing leaves.',
  options: {
    since: { type: 'string', value: 'time', about: 'Facts from then on, such as 7d or 2026-01-31.' },
    until: { type: 'string', value: 'time', about: 'Up to then. Default: now.' },
    compare: { type: 'boolean', about: 'Beside what is recorded: what differs, and how people had judged that.' },
    policy: { type: 'string', value: 'path', about: 'Rules to ask, YAML or JSON. Default: those that are configured.' },
    model: {
      type: 'string',
      value: 'name',
      about: 'embedded, configured, or openai:<name>. Default: the configuration file’s, else embedded.',
    },
    prompt: {
      type: 'string',
      value: 'id@version | folder',
      about: 'What a remote model is told: suggest@1, or a folder of your own.',
    },
    knowledge: { type: 'string', value: 'folders', about: 'Articles, by comma. Default: those that are configured.' },
    macros: { type: 'string', value: 'path', about: 'Canned replies. Default: those that are configured.' },
    tenant: { type: 'string', value: 'name', about: 'Of this tenant alone.' },
    conversation: { type: 'string', value: 'id', about: 'Of this conversation alone.' },
    limit: { type: 'string', value: 'N', about: 'Facts to recommend for, at most.' },
    examples: { type: 'string', value: 'N', about: 'Pairs that differ, to be shown. Default: 5.' },
    texts: { type: 'boolean', about: 'Put what was and would be proposed into the comparison, words and all.' },
    'fail-if-changed': { type: 'string', value: 'share', about: 'Exit with 1 where more differs, such as 0.05.' },
    out: { type: 'string', value: 'folder', about: 'Default: replays/<time> in the data directory.' },
    allow: {
      type: 'string',
      value: 'host:port',
      about: 'By comma, what may be reached beside the log’s brokers and --model: more brokers, evidence of your own.',
    },
    json: { type: 'boolean', about: 'The summary as one JSON object.' },
    ...placeOptions,
  },
  moved: { group: seeks, from: seeks, stream: seeks },
  more: `Each fact finds what its first recommendation found: the conversation, the customer, incidents, earlier suggestions and verdicts
as they were recorded until then, and the clock of that moment. Articles are those of today. What was erased since is not
taken up again. It reads the log beside whatever runs, joins no consumer group, and writes to its own folder alone: events.db
(its own streams), summary.json, and with --compare comparison.jsonl. It is built without what acts, and reaches nothing
that the command line does not name, whatever the environment holds: a remote model is asked only by --model openai:<name>.`,
  examples: [
    'deskrail replay --since 7d --compare',
    'deskrail replay --since 30d --compare --policy policy.yaml --fail-if-changed 0.05',
    'deskrail replay --since 2026-01-01 --until 2026-02-01 --model openai:gpt-5.4-mini --prompt prompts/shorter --limit 200 --compare',
  ],
  run: async (given, terminal) => (await import('../replay/run-replay.js')).runReplay(given, terminal),
};
