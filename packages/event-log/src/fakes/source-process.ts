import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Lets a plain `node` run the sources, whose imports end in `.js`. */
const hook = `
import { registerHooks } from 'node:module';
registerHooks({ resolve: (name, context, next) =>
  next(name.startsWith('.') && context.parentURL?.endsWith('.ts') ? name.replace(/\\.js$/, '.ts') : name, context) });`;
const asUrl = (code: string) => `data:text/javascript,${encodeURIComponent(code)}`;
const source = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
const prelude = `
import { openSqliteFile, openSqliteLog } from ${source('../sqlite/index.ts')};
import { openSpool, spoolingLog, startForwarding } from ${source('../spool/index.ts')};
import { message } from ${source('../conformance/messages.ts')};
const path = process.argv[1];
const say = (word) => process.stdout.write(word + '\\n');`;

/** A real process that runs some code of a test; `say(word)` there is `next()` here. */
export interface SourceProcess {
  readonly child: ChildProcess;
  /** Its next word; `undefined` once it has ended and all are read. */
  next(): Promise<string | undefined>;
  /** `kill -9`, and the words that it had still said. */
  kill(): Promise<string[]>;
}

export interface SourceProcesses extends AsyncDisposable {
  /** Run `code` with `path` and the functions of this package at hand. */
  start(code: string, path: string): SourceProcess;
}

export function createSourceProcesses(): SourceProcesses {
  const children: ChildProcess[] = [];
  return {
    start(code, path) {
      const conditions = ['--conditions=@deskrail/source', '--import', asUrl(hook)];
      const child = spawn(process.execPath, [...conditions, '--input-type=module', '-e', prelude + code, path], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      children.push(child);
      const words = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const next = async () => (await words.next()).value as string | undefined;
      return {
        child,
        next,
        async kill() {
          child.kill('SIGKILL');
          const rest: string[] = [];
          for (let word = await next(); word !== undefined; word = await next()) rest.push(word);
          if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
          return rest;
        },
      };
    },
    async [Symbol.asyncDispose]() {
      for (const child of children.splice(0)) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    },
  };
}
