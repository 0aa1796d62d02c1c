import { resolve } from 'node:path';
import { checkPolicyText, type PolicyProblem, tellProblem } from '@deskrail/copilot';
import { readPolicyFile } from '../policy/open-policy.js';
import type { CommandDefinition, Given } from './definition.js';
import { usageError } from './parse.js';
import { policyDryRun } from './policy-dry-run.js';
import { explainByFile, explainPolicy, turnPolicy } from './policy-in-force.js';
import { showPolicy } from './policy-show.js';
import type { Terminal } from './terminal.js';
import { wayOf } from './ways.js';
import { recordOptions } from './with-record.js';

const ways = ['check', 'show', 'explain', 'dry-run', 'pause', 'resume'] as const;

export const policy: CommandDefinition = {
  name: 'policy',
  about: 'Check or show rules, try them on what was recorded, explain one decision, or stop all that is automatic.',
  positionals: `<${ways.join(' | ')}> [file | recommendation]`,
  positionalCount: [1, 2],
  options: {
    ...recordOptions,
    since: {
      type: 'string',
      value: 'time',
      about: 'For dry-run: such as 30d or 2026-01-31. Default: all that is kept.',
    },
    examples: { type: 'string', value: 'N', about: 'For dry-run: of each change. Default: 3.' },
    texts: { type: 'boolean', about: 'For dry-run: show the drafts of the examples, personal text included.' },
    strict: {
      type: 'boolean',
      about:
        'For dry-run: fail where a draft that people rejected, rewrote or heavily edited would go by itself. For check: on warnings too.',
    },
    out: { type: 'string', value: 'file', about: 'For dry-run: all of it as JSON.' },
    intents: {
      type: 'string',
      value: 'labels',
      about: 'For check: labels of your own that draft.intent may have, with commas between. Default: the starter’s.',
    },
    policy: {
      type: 'string',
      value: 'file',
      about: 'For explain: by this file, from the record alone. Default: by the policy in force.',
    },
    reason: { type: 'string', value: 'text', about: 'For pause: why, for whoever reads the record.' },
    json: { type: 'boolean', about: 'One JSON object.' },
  },
  more: `check reads a file and tells all that is wrong, and what can never apply. dry-run asks a file's rules about what was recorded: what would
have gone out by itself, waited for people or been blocked, beside what was, and how people had judged those drafts; nothing is written and
nothing is sent. It also says of what people decide either way who else must. explain tells of one recommendation which rule applied, when it was
made and now, or with --policy by another file. show tells what is in force: version, rules, limits, and whether it is stopped; of the instance that
runs, else of what is configured. pause stops all that is automatic in the tenant of DESKRAIL_API_KEY at once, in the instance that runs; people go
on as before. Paused again, who came first, and why, stands.`,
  examples: [
    'deskrail policy check policy.yaml',
    'deskrail policy dry-run policy.yaml --since 30d',
    'deskrail policy explain rec_0123456789abcdef0123456789abcdef',
    'deskrail policy explain rec_0123456789abcdef0123456789abcdef --policy next.yaml',
    'deskrail policy show',
    'deskrail policy pause --reason "A wrong macro is out."',
  ],
  async run(given, terminal) {
    const [word, subject] = given.positionals;
    const way = wayOf(word, ways, 'policy');
    if (way === 'pause' || way === 'resume' || way === 'show') {
      if (subject !== undefined) throw usageError(`${way} takes nothing more.`, 'policy');
      return way === 'show' ? showPolicy(given, terminal) : turnPolicy(way, given, terminal);
    }
    if (subject === undefined) {
      throw usageError(
        `${way} wants ${way === 'explain' ? 'the id of a recommendation' : 'a file of rules'}.`,
        'policy',
      );
    }
    if (way === 'explain') {
      const file = given.text('policy');
      if (file === undefined) return explainPolicy(subject, given, terminal);
      return explainByFile(subject, file, given, terminal);
    }
    return way === 'check' ? check(subject, given, terminal) : policyDryRun(subject, given, terminal);
  },
};

/** 0: it can be used. 1: it cannot, or there are warnings and `--strict`. */
async function check(path: string, given: Given, terminal: Terminal): Promise<number> {
  const file = resolve(terminal.directory, path);
  const own = given.text('intents');
  const { errors, warnings, rules, version } = await checkPolicyText(await readPolicyFile(file), {
    file: path,
    ...(own !== undefined && { intents: own.split(',').map((name) => name.trim()) }),
  });
  const failed = errors.length > 0 || (given.flag('strict') && warnings.length > 0);
  if (given.flag('json')) {
    await terminal.print(JSON.stringify({ file: path, version, rules, errors, warnings }));
    return failed ? 1 : 0;
  }
  const tell = async (what: string, list: readonly PolicyProblem[]) => {
    for (const problem of list) await terminal.print(`${what}  ${tellProblem(problem, path)}`);
  };
  await tell('error  ', errors);
  await tell('warning', warnings);
  const counted = `${warnings.length} ${warnings.length === 1 ? 'warning' : 'warnings'}`;
  await terminal.print(
    errors.length > 0
      ? `${path} cannot be used: ${errors.length} ${errors.length === 1 ? 'error' : 'errors'}, ${counted}.`
      : `${path} can be used: ${rules} rules, ${counted}, version ${version}.`,
  );
  return failed ? 1 : 0;
}
