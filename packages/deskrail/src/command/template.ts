import { zendeskTemplate } from '@deskrail/zendesk';
import type { CommandDefinition } from './definition.js';
import { usageError } from './parse.js';

const templates: Readonly<Record<string, string>> = { zendesk: zendeskTemplate };

export const template: CommandDefinition = {
  name: 'template',
  about: 'Print the body that a desk’s trigger has to send.',
  positionals: '<desk>',
  positionalCount: [1, 1],
  options: {},
  more: 'For Zendesk: paste it as the JSON body of the trigger’s “notify webhook” action.',
  examples: ['deskrail template zendesk'],
  async run({ positionals: [desk = ''] }, terminal) {
    const text = templates[desk];
    if (text === undefined)
      throw usageError(`There is a template for ${Object.keys(templates).join(', ')}.`, 'template');
    await terminal.print(text.trimEnd());
    return 0;
  },
};
