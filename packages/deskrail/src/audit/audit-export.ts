import { demoPolicyFile } from '@deskrail/testing';
import type { Given } from '../command/definition.js';
import { usageError } from '../command/parse.js';
import { sinceAsked } from '../command/since.js';
import type { Terminal } from '../command/terminal.js';
import { withRecord } from '../command/with-record.js';
import type { DeskrailConfig } from '../options.js';
import { openPolicy } from '../policy/open-policy.js';
import { verifierOf } from './audit-verify.js';
import { readCase } from './read-case.js';
import type { LimitsOf } from './spending.js';
import { storyOf } from './story.js';
import { storyText } from './story-text.js';

const eventsBetween = 50_000;

/** `deskrail audit export`: the story of one case, from webhook to effect. */
export async function auditExport(given: Given, terminal: Terminal): Promise<number> {
  const conversation = given.text('conversation');
  if (conversation === undefined) {
    throw usageError('Of which case? Write --conversation conversation:zendesk:5158.', 'audit');
  }
  if (given.flag('json')) throw usageError('--json goes with verify; for export write --format json.', 'audit');
  if (given.text('kept') !== undefined) throw usageError('--kept goes with verify.', 'audit');
  const text = given.text('since');
  const since = text === undefined ? undefined : sinceAsked(text, terminal.now(), 'audit');
  const story = await withRecord(given, terminal, 'audit', async ({ reached, log, store }) => {
    const limitsOf = await limitsAtHand(reached.config.policy);
    const record = await readCase({
      ...{ log, store, conversation, since, limitsOf, tenant: given.text('tenant'), signal: terminal.signal },
      onProgress: (events) => {
        if (events % eventsBetween === 0) terminal.say(`${events} read …`);
      },
    });
    return storyOf(record, await verifierOf(reached), !given.flag('without-texts'));
  });
  if (given.text('format') === 'json') await terminal.print(JSON.stringify(story, null, 2));
  else for (const line of storyText(story, new Date(terminal.now()).toISOString())) await terminal.print(line);
  return 0;
}

/** Of the policy that is configured, and of the one that the demo runs by: a version names its content. */
async function limitsAtHand(configured: DeskrailConfig['policy']): Promise<LimitsOf> {
  const opened = await Promise.all(
    [configured, demoPolicyFile()].map(async (policy) => {
      try {
        return await openPolicy(policy);
      } catch {
        // Whoever audits need not have the policy; the story says what is not known.
        return undefined;
      }
    }),
  );
  return (version) => opened.find((policy) => policy?.version === version)?.limits;
}
