import { DeskrailError, type Policy, type PolicyRules } from '@deskrail/contracts';
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { definePolicy } from './define-policy.js';
import { type PolicyProblem, tellProblems } from './problems.js';

export type PolicyFormat = 'json' | 'yaml';

export interface ReadPolicyOptions {
  /** Default: by the file’s name, else YAML, which JSON is part of. */
  readonly format?: PolicyFormat | undefined;
  /** Where the text comes from, for errors. */
  readonly file?: string | undefined;
}

/** A megabyte of rules is none that anybody has read. */
const textAtMost = 1_000_000;

export interface PolicyText {
  /** What it says, not judged yet. */
  readonly document: unknown;
  /** Each problem with the line of its field. */
  withLines(problems: readonly PolicyProblem[]): readonly PolicyProblem[];
}

/** The content of a policy file, and where in it each field stands. Throws `config-invalid` for what cannot be read. */
export function parsePolicyText(marked: string, { format, file }: ReadPolicyOptions = {}): PolicyText {
  // Some editors begin a file with the mark of its byte order.
  const text = marked.replace(/^\uFEFF/u, '');
  const refuse = (problems: readonly PolicyProblem[]): never => {
    throw new DeskrailError('config-invalid', tellProblems(problems, file), { details: { problems } });
  };
  if (text.length > textAtMost) return refuse([{ path: [], message: `it has more than ${textAtMost} characters` }]);
  const isJson = (format ?? (file?.endsWith('.json') ? 'json' : 'yaml')) === 'json';
  const lines = new LineCounter();
  const parsed = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true, uniqueKeys: true });
  if (parsed.errors.length > 0) {
    return refuse(parsed.errors.map(({ message, pos }) => ({ path: [], message, line: lines.linePos(pos[0]).line })));
  }
  const lineOf = (path: readonly (string | number)[]): number | undefined => {
    const start = nearest(parsed.contents, path)?.range?.[0];
    return start === undefined ? undefined : lines.linePos(start).line;
  };
  let document: unknown;
  try {
    document = isJson ? JSON.parse(text) : parsed.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return refuse([{ path: [], message: error instanceof Error ? error.message : 'it cannot be read' }]);
  }
  return {
    document,
    withLines: (problems) =>
      problems.map((problem) => {
        const line = lineOf(problem.path);
        return line === undefined ? problem : { ...problem, line };
      }),
  };
}

/** The node at a path, or the last one on the way to it that is there. */
function nearest(root: Node | null, path: readonly (string | number)[]): Node | undefined {
  let node: Node | undefined = root ?? undefined;
  for (const part of path) {
    let next: unknown;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => (isScalar(key) ? key.value === part : key === part));
      // A field is found by its name, unless there is more within it to go to.
      next = pair?.value ?? pair?.key;
    } else if (isSeq(node)) next = node.items[Number(part)];
    if (next === undefined || next === null) break;
    node = next as Node;
  }
  return node;
}

/** Policy from the text of a file, JSON or YAML. Throws `config-invalid` with file, line and field of all that is wrong. */
export async function readPolicy(text: string, options: ReadPolicyOptions = {}): Promise<Policy> {
  const { document, withLines } = parsePolicyText(text, options);
  return definePolicy(document as PolicyRules, {
    tell: (problems) => tellProblems(withLines(problems), options.file),
  });
}
