import { readFile, stat } from 'node:fs/promises';
import { type Clock, DeskrailError, type Logger, silentLogger, systemClock } from '@deskrail/contracts';
import { z } from 'zod';
import { languageOf } from '../articles/article.js';
import { asLibraryArticle, createLibrary, type LibraryArticle } from '../library.js';
import { librarySource } from '../library-source.js';
import type { PassageSource } from '../passage-source.js';

const words = z.union([z.string().transform((one) => (one === '' ? [] : [one])), z.array(z.string())]);

const macro = z.looseObject({
  id: z.union([z.string().min(1).max(256), z.number()]).transform(String),
  title: z.string().min(1).max(512),
  text: z.string().min(1).max(16_000),
  intents: words.optional(),
  tags: words.optional(),
  language: z.string().optional(),
  scope: words.optional(),
  url: z.string().max(2048).optional(),
});

/** A canned reply of the desk. */
export interface Macro {
  /** Yours, such as the desk's id of the macro. */
  readonly id: string | number;
  readonly title: string;
  /** What the customer is told, with placeholders such as `{{customer.name}}` and `{{order}}`. */
  readonly text: string;
  /** What it answers; found by these words too. */
  readonly intents?: string | readonly string[] | undefined;
  readonly tags?: string | readonly string[] | undefined;
  /** ISO 639-1. */
  readonly language?: string | undefined;
  /** Access scopes; empty: public. */
  readonly scope?: string | readonly string[] | undefined;
  readonly url?: string | undefined;
}

export interface MacrosOptions {
  /** Either these, … */
  readonly macros?: readonly Macro[];
  /** … or a JSON file of such, an array or an object with `macros`; read again where it changed. */
  readonly file?: string;
  /** Of the source: ids of its evidence begin with it. Default: `macros`. */
  readonly name?: string;
  /** More are left out, with a warning. Default: 5 000. */
  readonly maxMacros?: number;
  /** How long what was read counts as fresh. Default: 5 000. */
  readonly recheckMs?: number;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

export interface Macros extends PassageSource {
  /** Read the file now, where it changed. */
  refresh(): Promise<void>;
  readonly macros: number;
}

const bytesAtMost = 16 * 1024 * 1024;

/** One macro is one passage, as a reply is sent whole. */
function libraryArticle(name: string, entry: z.output<typeof macro>): LibraryArticle {
  const language = languageOf(entry.language);
  const intents = (entry.intents ?? []).map((intent) => intent.replace(/[-_]+/g, ' '));
  return asLibraryArticle(`${name}/${entry.id}`, {
    title: entry.title,
    text: entry.text,
    ...(entry.url !== undefined && { url: entry.url }),
    scope: entry.scope ?? [],
    ...(language !== undefined && { language }),
    labels: [...intents, ...(entry.tags ?? [])],
    passages: [{ heading: '', start: 0, end: entry.text.length }],
  });
}

/**
 * Canned replies as evidence of kind `macro`, quoted with their placeholders: `fillMacro` puts the customer's own words
 * in. A macro that is not as it should be is named in a warning and left out. `refresh` and the first retrieval throw
 * `config-invalid` where the file cannot be read.
 */
export function macros(options: MacrosOptions): Macros {
  const { file, name = 'macros', clock = systemClock, logger = silentLogger } = options;
  const { maxMacros = 5_000, recheckMs = 5_000 } = options;
  const library = createLibrary('macro');
  let stamp: string | undefined;
  let checkedAtMs: number | undefined;
  let running: Promise<void> | undefined;

  function hold(list: readonly unknown[]): void {
    if (list.length > maxMacros) logger.warn({ found: list.length, maxMacros }, 'macros beyond the limit left out');
    const read = list.slice(0, maxMacros).flatMap((entry, at) => {
      const { data, error } = macro.safeParse(entry);
      if (data !== undefined) return [libraryArticle(name, data)];
      logger.warn({ macro: at, field: error.issues[0]?.path.join('.') }, 'macro left out: it is not as expected');
      return [];
    });
    const once = [...new Map(read.toReversed().map((one) => [one.id, one])).values()].toReversed();
    if (once.length < read.length)
      logger.warn({ count: read.length - once.length }, 'macros left out: their ids are taken');
    library.put('', once);
  }

  async function readFileNow(path: string): Promise<void> {
    const { size, mtimeMs } = await stat(path);
    if (`${size}/${mtimeMs}` === stamp) return;
    if (size > bytesAtMost) throw new Error(`It is larger than ${bytesAtMost} bytes.`);
    const parsed: unknown = JSON.parse(await readFile(path, 'utf8'));
    const list = Array.isArray(parsed) ? parsed : (parsed as { macros?: unknown } | null)?.macros;
    if (!Array.isArray(list)) throw new Error('It is neither an array of macros nor an object with such an array.');
    hold(list);
    stamp = `${size}/${mtimeMs}`;
  }

  async function readNow(): Promise<void> {
    if (file === undefined) {
      if (checkedAtMs === undefined) hold(options.macros ?? []);
    } else {
      await readFileNow(file).catch((cause) => {
        // What was read before still stands: a file that is being written is whole in a moment.
        throw new DeskrailError(
          'config-invalid',
          `The file of macros cannot be read: ${file}. Is it JSON, and there?`,
          {
            cause,
          },
        );
      });
    }
    checkedAtMs = clock.now();
  }

  /** A look that was under way may have passed what changed meanwhile: whoever asks now gets one that begins now. */
  async function refresh(): Promise<void> {
    await running?.catch(() => {});
    running ??= readNow().finally(() => {
      running = undefined;
    });
    return running;
  }

  async function fresh(): Promise<void> {
    if (checkedAtMs === undefined) return running ?? refresh();
    if (file === undefined || clock.now() - checkedAtMs < recheckMs) return;
    await (running ?? refresh()).catch((error) =>
      logger.warn({ code: error?.code, file }, 'macros could not be re-read'),
    );
  }

  return {
    ...librarySource({ name, library, fresh, refresh, clock }),
    refresh,
    get macros() {
      return library.size;
    },
  };
}
