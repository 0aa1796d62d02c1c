import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  freshdeskFixtures,
  signTwilio,
  signZendesk,
  type TemporaryFolder,
  temporaryFolder,
  twilioFixtures,
  zendeskFixtures,
} from '@deskrail/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { doctor } from './doctor.js';
import { memoryTerminal } from './memory-terminal.js';
import { runCommand } from './run-command.js';

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const now = Date.parse('2026-03-02T08:00:00Z');
const secrets = {
  DESKRAIL_ZENDESK_SECRET: 'zendesk-s3cret',
  DESKRAIL_FRESHDESK_SECRET: 'freshdesk-s3cret',
  DESKRAIL_TWILIO_AUTH_TOKEN: 'twilio-s3cret',
  DESKRAIL_TWILIO_PUBLIC_URL: 'https://support.example.com/webhooks/twilio',
};

interface Captured {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** As a proxy's log or an editor keeps it. */
async function capture({ path, headers, body }: Captured, lineEnd = '\r\n', end = '') {
  const head = Object.entries({ host: 'internal:3000', ...headers }).map(([name, value]) => `${name}: ${value}`);
  await writeFile(join(folder.path, 'request.http'), [`POST ${path} HTTP/1.1`, ...head, '', body + end].join(lineEnd));
}

async function run(args: readonly string[] = [], environment: Record<string, string> = secrets) {
  const terminal = memoryTerminal({ environment, directory: folder.path, now: () => now });
  const line = ['doctor', 'webhook', '--file', 'request.http', ...args];
  const code = await runCommand(line, terminal, { commands: [doctor], version: '0' });
  const all = [...terminal.printed, ...terminal.said].join('\n');
  expect(all).not.toContain('s3cret');
  if (!args.includes('--show-text')) expect(all).not.toContain(text);
  return { code, all };
}

const text = 'The tent is torn';
async function zendesk(timestamp = new Date(now).toISOString(), secret = 'zendesk-s3cret'): Promise<Captured> {
  const body = JSON.stringify(zendeskFixtures.commentAdded({ ticket: '7', body: text }));
  return { path: '/webhooks/zendesk', headers: { ...(await signZendesk({ secret, timestamp, body })) }, body };
}
async function twilio(url: string): Promise<Captured> {
  const { params } = twilioFixtures.sms({ text });
  const headers = await signTwilio({ authToken: 'twilio-s3cret', url, params });
  return { path: '/webhooks/twilio', headers, body: new URLSearchParams(params).toString() };
}

describe('deskrail doctor webhook', () => {
  it.each(['\r\n', '\n'])('explains what would be taken in, lines ending with %j', async (lineEnd) => {
    await capture(await zendesk(), lineEnd);
    const { code, all } = await run();
    expect(code).toBe(0);
    expect(all).toMatch(/^request +POST http:\/\/internal:3000\/webhooks\/zendesk \(\d+ bytes, application\/json/);
    expect(all).toContain('connection  zendesk of zendesk: by the path');
    expect(all).toContain('signature   right (signed)');
    expect(all).toMatch(/facts +message\.received\.v1\n +id +\S+ \(exact\)\n +subject +conversation:zendesk:7\n/);
    expect(all).toMatch(/so +It would be taken in: 1 fact\./);
    expect(all).not.toContain(text);
    expect((await run(['--show-text'])).all).toContain(text);
  });

  it('tells a clock that is off by seconds, and reads on as of the request’s own time', async () => {
    await capture(await zendesk('2026-03-02T07:00:00Z'));
    const { code, all } = await run();
    expect(code).toBe(1);
    expect(all).toContain('signature-stale');
    expect(all).toContain('It was signed 3600 s before the time it is judged at');
    expect(all).toContain('message.received.v1');
    expect((await run(['--at', '2026-03-02T07:01:00Z'])).code).toBe(0);
  });

  it('tells a wrong secret, and takes the right one', async () => {
    await capture(await zendesk(undefined, 'another-s3cret'));
    const { code, all } = await run();
    expect([code, all]).toEqual([1, expect.stringContaining('(signature-invalid), and nothing would be kept')]);
    expect((await run(['--secret', 'another-s3cret'])).code).toBe(0);
    expect((await run(['--secret', 'another-s3cret'], {})).code).toBe(0);
    expect(await run([], {})).toMatchObject({ code: 1, all: expect.stringContaining('connection-unknown') });
  });

  it('finds the URL that Twilio signed', async () => {
    await capture(await twilio('https://support.example.com/webhooks/twilio'));
    expect(await run()).toMatchObject({ code: 0, all: expect.stringContaining('conversation:twilio:') });
    const { DESKRAIL_TWILIO_PUBLIC_URL: _, ...withoutUrl } = secrets;
    expect((await run([], withoutUrl)).code).toBe(1);
    expect((await run(['--url', 'https://support.example.com/webhooks/twilio'], withoutUrl)).code).toBe(0);
    await capture(await twilio('https://internal:3000/webhooks/twilio'));
    const flipped = await run(['--desk', 'twilio'], withoutUrl);
    expect(flipped).toMatchObject({ code: 1, all: expect.stringContaining('the scheme differs') });
  });

  it('takes Freshdesk’s secret wherever it came, and does not print it', async () => {
    const { body } = freshdeskFixtures.defaultPayload({ triggeredEvent: freshdeskFixtures.triggeredEvents.status });
    const headers = { 'content-type': 'application/json' };
    await capture({ path: '/webhooks/freshdesk/freshdesk-s3cret', headers, body });
    const { code, all } = await run();
    expect([code, all]).toEqual([0, expect.stringContaining('the shared secret is right')]);
    expect(all).toContain('deskrail template freshdesk');
    await capture({
      path: '/webhooks/freshdesk',
      headers: { ...headers, 'x-deskrail-secret': 'freshdesk-s3cret' },
      body,
    });
    expect((await run(['--secret', 'freshdesk-s3cret'], {})).code).toBe(0);
    await capture({ path: '/webhooks/freshdesk', headers, body });
    expect(await run()).toMatchObject({ code: 1, all: expect.stringContaining('signature-missing') });
  });

  it('forgives the line break of an editor where the length is known, and tells a body that was cut', async () => {
    const captured = await zendesk();
    const length = (more: number) => ({ 'content-length': String(Buffer.byteLength(captured.body) + more) });
    await capture({ ...captured, headers: { ...captured.headers, ...length(0) } }, '\n', '\n');
    expect((await run()).code).toBe(0);
    await capture({ ...captured, headers: { ...captured.headers, ...length(7) } });
    expect((await run()).all).toContain('it was changed or cut when it was kept');
    await capture(captured, '\n', '\n');
    expect(await run()).toMatchObject({ code: 1, all: expect.stringContaining('an editor may have added it') });
  });

  it('reads a HAR file', async () => {
    const { path, headers, body } = await zendesk();
    const named = Object.entries(headers).map(([name, value]) => ({ name, value }));
    const request = { method: 'POST', url: `https://h.example${path}`, headers: named, postData: { text: body } };
    await writeFile(join(folder.path, 'request.http'), JSON.stringify({ log: { entries: [{ request }] } }));
    expect((await run()).code).toBe(0);
  });

  it.each([
    ['hello', 'The first line is no request line'],
    ['ticket_id=5&status=Open', 'A body alone has no signature'],
    ['{"log":{"entries":[', 'a HAR file that was cut off'],
    ['{ticket_id: 5}', 'it begins with { and is no JSON'],
    ['POST /webhooks/zendesk HTTP/1.1\nno header here\n\n{}', 'line 2 is no header'],
    ['{"a":1}', 'no HAR file'],
  ])('refuses %j', async (content, message) => {
    await writeFile(join(folder.path, 'request.http'), content);
    expect(await run()).toMatchObject({ code: 1, all: expect.stringContaining(message) });
  });
});
