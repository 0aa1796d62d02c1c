/** Train a model of your customers' intents, and measure it on tickets that it has not seen. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { evaluateIntents, readLabelled, trainIntents } from '@deskrail/copilot';
import { temporaryFolder } from '@deskrail/testing';

await using folder = await temporaryFolder();
const file = join(folder.path, 'tickets.csv');
const wishes = { delivery: 'where my parcel is', refund: 'my money back', password: 'a new password' };
const ways = ['Please tell me', 'I want', 'I need', 'Can I get', 'We would like', 'How do I find', 'Give me', 'Hello,'];
const rows = Object.entries(wishes).flatMap(([intent, wish]) => ways.map((way) => `"${way} ${wish}",${intent}`));
await writeFile(file, ['text,intent', ...rows].join('\n'));
const later = [
  { text: 'Do you know where the parcel is?', intent: 'delivery' },
  { text: 'The money should come back to me', intent: 'refund' },
];

// --- measure
const tickets = readLabelled(await readFile(file, 'utf8'), { format: 'csv' });
const model = await trainIntents(tickets, { seed: 7 });
const report = await evaluateIntents(model, later);

console.log(`${model.labels.join(', ')}: right for ${report.accuracy * 100} % of ${report.count}`);
