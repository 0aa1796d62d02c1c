import { type Copilot, DeskrailError, evidenceInput } from '@deskrail/contracts';
import { withTimeLimit } from '../time-limit.js';
import { gatherContext } from './context.js';
import { readQuestion } from './outcomes-for.js';
import type { RecommenderSetting } from './setting.js';
import { knownConversation } from './suggest.js';

/** The evidence that a suggestion for a text would be made from, within what the asker may read. */
export const createEvidenceLookUp =
  (setting: RecommenderSetting): Copilot['evidence'] =>
  async ({ tenant, ...asked }, { signal }) => {
    const parsed = evidenceInput.safeParse(asked);
    if (!parsed.success) {
      throw new DeskrailError('request-invalid', 'Give a text, and at most a limit and a conversation.');
    }
    const { text, limit = setting.evidenceLimit, conversation: id } = parsed.data;
    const conversation = id === undefined ? undefined : await knownConversation(setting, tenant, id);
    const { store, timeoutMs } = setting;
    return withTimeLimit('The look-up of evidence', { timeoutMs, signal }, async (limited) => {
      const context = await gatherContext({ store, tenant, conversation, text });
      const question = { context, about: `evidence/${setting.newId()}`, text };
      const { gathered } = await readQuestion(setting, question, { signal: limited, limit });
      return { evidence: [...gathered.evidence] };
    });
  };
