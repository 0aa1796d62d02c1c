import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerOf, subjectOf } from '../audit/proven-record.js';
import { recordToTamper, type Tampering } from '../audit/tampering.js';

let record: Awaited<ReturnType<typeof recordToTamper>>;
let tampering: Tampering;
beforeAll(async () => {
  record = await recordToTamper((path) => new DatabaseSync(path));
});
afterAll(() => record.close());
beforeEach(async () => {
  tampering = await record.fresh();
});

describe('deskrail audit export', () => {
  const exported = async (index: number, ...args: string[]) =>
    tampering.run('export', '--conversation', subjectOf(index), ...args);

  it('tells a case from webhook to effect, with who, what was seen, and what of it is proven', async () => {
    const { code, printed } = await exported(1);
    expect(code).toBe(0);
    const text = printed.join('\n');
    expect(printed[0]).toBe('The case conversation:zendesk:1');
    expect(text).toContain(
      'Proven: 5 of 5 decisions and actions stand in the chain as written; 1 of 1 signature verified.',
    );
    expect(
      text
        .split('\n')
        .filter((line) => /^ +\d+\. /.test(line))
        .map((line) => line.slice(27)),
    ).toEqual([
      'The customer wrote a message',
      'Suggested a reply',
      'reviewer/anna approved',
      'Action post-reply may be carried out',
      'Started act_1',
      'Carried out act_1',
    ]);
    expect(text).toMatch(/evidence e1, “Delivery times”:\n +│ Orders arrive within 3 days\./);
    expect(text).toMatch(/Policy: people decide, by rule replies, version sha256:222222222222…/);
    expect(text).toMatch(/comment:\n +│ Looks right\./);
    expect(text).toMatch(/Action act_1, by verdict ver_1, whose hash it has/);
    expect(text).toContain('The desk’s id: comment-1');
    expect(text).toContain('the signature is valid (key one)');
    expect(printed.every((line) => line.length <= 110)).toBe(true);
  });

  it('leaves texts out where it is told to, and whatever was erased since', async () => {
    const bare = (await exported(1, '--without-texts')).printed.join('\n');
    expect(bare).not.toMatch(/Where is order|Orders arrive|Looks right|Delivery times/);
    expect(bare).toContain('Evidence e1: article articles/delivery.md, characters 120 to');
    const erased = (await exported(3)).printed.join('\n');
    // The log still holds them; the story does not tell them.
    expect(JSON.stringify(tampering.body('ver_3'))).toContain(answerOf(3));
    expect(erased).not.toMatch(/Where is order|Orders arrive/);
    expect(erased).toContain('Erased at the desk: the text of message 3');
    expect(erased).toContain('(erased, or kept no longer)');
    expect(erased).toContain('the signature is valid');
  });

  it('tells the words that are proven, and says that the store’s rows have others', async () => {
    const changed = (table: string, where: string) =>
      tampering
        .database()
        .prepare(`update ${table} set doc = replace(replace(doc, ?, ?), 'Looks right.', 'Looks odd.') where ${where}`)
        .run(answerOf(1), 'Orders never arrive.');
    changed('store_recommendations', "id = 'rec_1'");
    changed('store_verdicts', "id = 'ver_1'");
    const text = (await exported(1)).printed.join('\n');
    expect(text).not.toMatch(/never arrive|odd/);
    expect(text.match(/│ Orders arrive within 3 days\./g)).toHaveLength(2);
    expect(text).toContain('│ Looks right.');
    expect(text.match(/THE STORE HAS OTHER WORDS/g)).toHaveLength(2);
    expect((await exported(0)).printed.join('\n')).not.toContain('THE STORE');
  });

  it('says of an event that was changed, or put in, that it is not proven', async () => {
    const verdict = tampering.body('ver_1');
    tampering.write('ver_1', { ...verdict, data: { ...verdict.data, finalHash: `sha256:${'9'.repeat(64)}` } });
    const text = (await exported(1)).printed.join('\n');
    expect(text).toContain('NOT AS IT WAS WRITTEN; THE SIGNATURE IS NOT VALID (key one)');
    expect(text).toContain('WHOSE HASH IT HAS NOT');
    expect(text).toContain('Proven: 4 of 5 decisions and actions');
  });

  it('is JSON where that is asked for, with whole hashes', async () => {
    const story = JSON.parse((await exported(1, '--format', 'json')).printed.join('\n'));
    expect(story).toMatchObject({ tenant: 'acme', conversation: subjectOf(1), connection: 'zendesk', chainFaults: 0 });
    expect(story.entries).toHaveLength(6);
    expect(story.entries[2]).toMatchObject({
      id: 'ver_1',
      who: 'reviewer/anna',
      chain: 'as-linked',
      signature: 'valid',
    });
    expect(JSON.stringify(story)).toContain(`version sha256:${'2'.repeat(64)}`);
  });

  it('asks for the case, and says when there is none', async () => {
    expect((await tampering.run('export')).said.join()).toContain('--conversation');
    const none = await tampering.run('export', '--conversation', 'conversation:zendesk:99');
    expect(none.code).not.toBe(0);
    expect(none.said.join()).toContain('The log holds nothing of conversation:zendesk:99');
  });
});
