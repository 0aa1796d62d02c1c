import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { freshdeskTemplate } from '@deskrail/freshdesk';
import { checkZendeskTemplate, zendeskTemplate } from '@deskrail/zendesk';
import type { CommandDefinition } from './definition.js';
import { usageError } from './parse.js';
import type { Terminal } from './terminal.js';

interface Template {
  readonly text: string;
  /** What in a received body does not fit; absent where nobody can say. */
  check?(body: Uint8Array): readonly { readonly field: string; readonly problem: string }[];
}

const templates: Readonly<Record<string, Template>> = {
  zendesk: { text: zendeskTemplate, check: checkZendeskTemplate },
  freshdesk: { text: freshdeskTemplate },
};
const desks = Object.keys(templates);

export const template: CommandDefinition = {
  name: 'template',
  about: 'Print the body that a desk’s trigger or automation has to send, or check one that came.',
  positionals: '<desk>',
  positionalCount: [1, 1],
  options: {
    check: {
      type: 'string',
      value: 'path',
      about: 'Of Zendesk’s body as it was received: say what in it does not fit.',
    },
  },
  more: `For Zendesk: paste it as the JSON body of the trigger’s or automation’s “notify webhook” action.
For Freshdesk: paste it as the advanced JSON content of the rule’s “trigger webhook” action.
Keep the order of its lines. To check a whole request of any desk, with its signature or secret: deskrail doctor webhook.`,
  examples: ['deskrail template zendesk', 'deskrail template zendesk --check body.json', 'deskrail template freshdesk'],
  async run(given, terminal) {
    const [desk = ''] = given.positionals;
    const found = Object.hasOwn(templates, desk) ? templates[desk] : undefined;
    if (found === undefined) throw usageError(`There is a template for ${desks.join(', ')}.`, 'template');
    const path = given.text('check');
    if (path !== undefined) return check(desk, found, resolve(terminal.directory, path), terminal);
    await terminal.print(found.text.trimEnd());
    return 0;
  },
};

/** Exit code 0 where all fits, 1 where something does not. */
async function check(desk: string, { check: checkBody }: Template, path: string, terminal: Terminal): Promise<number> {
  if (checkBody === undefined) {
    throw usageError(
      `--check is for Zendesk. For ${desk} keep the whole request: deskrail doctor webhook says what it is read as.`,
      'template',
    );
  }
  const body = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw usageError(`${path} cannot be read (${error.code ?? 'the system refused'}).`, 'template');
  });
  const problems = checkBody(body);
  for (const { field, problem } of problems) await terminal.print(`${field}: ${problem}`);
  if (problems.length === 0) await terminal.print('All of it fits the template.');
  return problems.length === 0 ? 0 : 1;
}
