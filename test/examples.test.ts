import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const run = promisify(execFile);

/** What each example must print: that it did what it shows, not only that it ended. */
const prints: Readonly<Record<string, RegExp>> = {
  'receive.ts': /conversation:zendesk:5158: Where is my order\?/,
  'recommend.ts': /within 30 days/,
  'langchain-agent.ts': /You may give this answer[\s\S]*within 30 days[\s\S]*articles\/returning-an-item\.md 0\.\d\d/,
  'langchain-knowledge.ts':
    /show langchain\/fake-list[\s\S]*wiki\/returns\.md → You can return unused items within 30 days/,
  'answer-a-chatbot.ts': /show \{[\s\S]*Wash a down sleeping bag[\s\S]*again: show at hand\nevidence: unchanged/,
  'langgraph-agent.ts': /waits: open \{"kind":"tool-call"[\s\S]*refunded 75 \[\{"order":"1042","amount":75\}\]/,
  'slack.ts': /chat\.postMessage\n\{"channel":"#review","text":"A reply waits \(risk/,
  'refund-tool.ts':
    /Waits: refund \{ order: '1042', amount: 12\.5 \}[\s\S]*executed by its marker, as re_1\nRefunds: 1/,
  'people.ts':
    /By token: reviewer\/anna acme \[ 'senior' \]\nBy key: reviewer\/anna[\s\S]*refused and the new one: reviewer\/anna\n.*refused/,
  'review-desk.ts':
    /Ben: claimed reviewer\/anna\nAnna: edit [\s\S]*decides: false\nBen sees:[\s\S]*amount: 60[\s\S]*agreed to by reviewer\/anna\nBen: approve decides: true\nThe bot refunds[\s\S]*amount: 60/,
  'policy.ts':
    /\[\] \[\]\n12 review small-refunds reviewer 1\n250 four-eyes large-refunds senior 2\nundefined review large-refunds: draft\.amount is not known senior 2\nStopped by reviewer\/ada since .*\nundefined/,
  'review.ts': /At the desk: \[[\s\S]*return/i,
  'hosts.ts': /node:http 204\nExpress 204\nFastify 204\nHono 204\nLambda 204\nNext.js 204\nWorker 204/,
  'three-desks.ts': /(?=[\s\S]*Sent by zendesk: \d+)(?=[\s\S]*Sent by freshdesk: \d+)(?=[\s\S]*Sent by twilio: SM)/,
  'knowledge.ts': /30 days\.\nmacros\/late → [\s\S]*stock\/Alder[\s\S]*changed Dry the tent twice/,
  'numbers.ts': /first response after 720 s[\s\S]*at the first contact: 1 [\s\S]*opened: 1/,
  'measure.ts': /delivery, password, refund: right for 100 % of 2/,
  'privacy.ts': /email at [\s\S]*\[EMAIL-1\][\s\S]*kim@example\.com[\s\S]*Sent\. \{ to: '\[email\]' \}/,
  'own-desk.ts': /Answered 204[\s\S]*At the desk: \[[\s\S]*30 days/i,
  'openai-model.ts':
    /(?=[\s\S]*openai suggest: .*30 days.*\n?[\s\S]*cost)(?=[\s\S]*embedded : )[\s\S]*Vector of 256 Moderation: \{ flagged: false/,
  'embed-express.ts': /Delivered: \[[\s\S]*'delivered'[\s\S]*Ready: 200/,
};

/** Those run in examples.kafka-postgres.test.ts. */
const onBrokers = (file: string) => file.startsWith('kafka-');
/** What another example imports. */
const isPart = (file: string) => file.endsWith('-adapter.ts');
const files = readdirSync(join(root, 'examples')).filter(
  (file) => file.endsWith('.ts') && !onBrokers(file) && !isPart(file),
);

test('every example says what it must print', () => expect(Object.keys(prints).sort()).toEqual([...files].sort()));

test.each(files)('examples/%s runs on mocks and ends by itself', { timeout: 40_000 }, async (file) => {
  const { stdout } = await run(process.execPath, [join('examples', file)], { cwd: root, timeout: 35_000 });
  expect(stdout).toMatch(prints[file] ?? /./);
});
