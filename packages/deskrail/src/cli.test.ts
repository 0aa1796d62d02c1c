import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createClient } from '@deskrail/client';
import { type TemporaryFolder, temporaryFolder } from '@deskrail/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

// The command as it is installed: these need a build.
const bin = join(import.meta.dirname, '../bin/deskrail.js');

let folder: TemporaryFolder;
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await folder.remove();
});

/** Ends the process that looks for a library which speaks to brokers. */
const withoutBrokers = `data:text/javascript,${encodeURIComponent(`
  import { registerHooks } from 'node:module';
  registerHooks({
    resolve(name, context, next) {
      if (/^(kafkajs|pg|@platformatic\\/)/.test(name)) {
        console.error('Looked for ' + name);
        process.exit(70);
      }
      return next(name, context);
    },
  });
`)}`;

function start(...args: string[]) {
  const child = spawn(process.execPath, ['--import', withoutBrokers, bin, ...args], {
    cwd: folder.path,
    env: { PATH: process.env.PATH, PORT: '0', DESKRAIL_DATA: folder.path },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const printed = (pattern: RegExp) =>
    vi.waitFor(
      () => {
        const found = pattern.exec(output);
        if (found === null) throw new Error(`Not printed: ${pattern}\n${output}`);
        return found;
      },
      { timeout: 15_000, interval: 20 },
    );
  const exited = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  return { child, printed, exited };
}

describe('the deskrail command', { timeout: 40_000 }, () => {
  it('ends cleanly by Ctrl-C, and by SIGTERM', async () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const { child, printed, exited } = start('demo');
      await printed(/#code=/);
      child.kill(signal);
      expect(await exited).toEqual({ code: 0, signal: null });
    }
  });

  it('is killed in the middle, and goes on with what was acknowledged', async () => {
    const first = start('demo');
    const [, url = '', code = ''] = await first.printed(/(http:\S+)\/#code=(\S+)/);
    const client = createClient({ url, key: (await createClient({ url }).signIn(code)).key });
    const conversations = await vi.waitFor(async () => {
      const { items } = await client.conversations.page();
      expect(items.length).toBeGreaterThan(0);
      return items;
    });
    first.child.kill('SIGKILL');
    await first.exited;

    const second = start('demo');
    const [, url2 = '', code2 = ''] = await second.printed(/(http:\S+)\/#code=(\S+)/);
    const again = createClient({ url: url2, key: (await createClient({ url: url2 }).signIn(code2)).key });
    const known = await Array.fromAsync(again.conversations.all());
    expect(known.map(({ id }) => id)).toEqual(expect.arrayContaining(conversations.map(({ id }) => id)));
    second.child.kill('SIGINT');
    expect(await second.exited).toEqual({ code: 0, signal: null });
  });

  it('goes quietly when nobody reads its output any more', async () => {
    const instance = start('demo');
    await instance.printed(/#code=/);
    const reader = start('tail', 'facts', '--json');
    await reader.printed(/message\.received\.v1/);
    reader.child.stdout?.destroy();
    // The next events find the reader gone.
    const sent = start('send', 'zendesk', 'ticket.comment_added', '--text', 'Hello?');
    expect(await sent.exited).toEqual({ code: 0, signal: null });
    expect(await reader.exited).toEqual({ code: 0, signal: null });
    const unread = start('send', 'zendesk', 'ticket.comment_added', '--text', 'Hello again?');
    unread.child.stdout?.destroy();
    expect(await unread.exited).toEqual({ code: 0, signal: null });
    instance.child.kill('SIGINT');
    await instance.exited;
  });

  it('exits with 2 for what was mistyped', async () => {
    const result = await promisify(execFile)(process.execPath, [bin, 'tail', '--form', 'start']).catch(
      (error) => error,
    );
    expect(result).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Did you mean --from?') });
  });
});
