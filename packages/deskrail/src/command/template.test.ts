import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freshdeskTemplate } from '@deskrail/freshdesk';
import { type TemporaryFolder, temporaryFolder } from '@deskrail/testing';
import { zendeskTemplate } from '@deskrail/zendesk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memoryTerminal } from './memory-terminal.js';
import { runCommand } from './run-command.js';
import { template } from './template.js';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

async function run(...args: string[]) {
  const terminal = memoryTerminal({ directory: folder.path });
  const code = await runCommand(['template', ...args], terminal, { commands: [template], version: '0' });
  return { code, printed: terminal.printed.join('\n'), said: terminal.said.join('\n') };
}

describe('deskrail template', () => {
  it.each([
    ['zendesk', zendeskTemplate],
    ['freshdesk', freshdeskTemplate],
  ])('prints what %s has to send', async (desk, text) => {
    expect(await run(desk)).toEqual({ code: 0, printed: text.trimEnd(), said: '' });
  });

  it('says what in a received body does not fit, field by field', async () => {
    await writeFile(join(folder.path, 'body.json'), zendeskTemplate.replace(/^ *"comment_id".*\n/m, ''));
    const { code, printed } = await run('zendesk', '--check', 'body.json');
    expect([code, printed]).toEqual([1, expect.stringMatching(/^comment_id: Missing\./m)]);
    expect(printed).toMatch(/^ticket_id: Not rendered/m);
  });

  it.each([
    [['intercom'], 'There is a template for zendesk, freshdesk.'],
    [['toString'], 'There is a template for zendesk, freshdesk.'],
    [['zendesk', '--check', 'none.json'], 'cannot be read (ENOENT)'],
    [['freshdesk', '--check', 'body.json'], 'deskrail doctor webhook'],
  ])('%j is mistyped', async (args, message) => {
    expect(await run(...args)).toMatchObject({ code: 2, said: expect.stringContaining(message) });
  });
});
