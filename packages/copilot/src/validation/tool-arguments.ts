import {
  canonicalJson,
  type FieldProblem,
  fieldProblems,
  type Proposal,
  type Tool,
  type ToolCallProposal,
} from '@deskrail/contracts';
import { z } from 'zod';

/** What is not right, in codes for the record, and by fields with what each must be for whoever wrote them. */
export interface Wrong {
  readonly wrong: string;
  readonly fields: readonly FieldProblem[];
}

export type ParsedCall = { readonly proposal: Proposal } | Wrong;

type Arguments = ToolCallProposal['arguments'];
type Read = { readonly given: Record<string, unknown> } | Wrong;

const json = z.json();
const issuesAtMost = 5;

const wrongAt = (place: 'tool' | 'arguments', code: string, message: string): Wrong => ({
  wrong: `${place}: ${code}`,
  fields: [{ path: `proposal.${place}`, message, code }],
});
const notStable = wrongAt('arguments', 'not-stable', 'would be done as something else than was shown');

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  (Object.getPrototypeOf(value) ?? Object.prototype) === Object.prototype;

/**
 * What a schema read, in the form that can be shown and kept: as it was read, and where that is no JSON, such as a Date, as
 * it was given. `undefined` for what can be neither.
 */
function shown(given: unknown, read: unknown): unknown {
  if (Array.isArray(read)) return read.map((member, at) => shown(Array.isArray(given) ? given[at] : undefined, member));
  if (isRecord(read)) {
    const members = Object.entries(read).map(([name, member]) => [
      name,
      shown(isRecord(given) && Object.hasOwn(given, name) ? given[name] : undefined, member),
    ]);
    return Object.fromEntries(members.filter(([, member]) => member !== undefined));
  }
  return json.safeParse(read).success ? read : given;
}

async function parsed(tool: Tool, given: Arguments): Promise<Read> {
  const { success, data, error } = await tool.arguments.safeParseAsync(given);
  if (success) return { given: data };
  const told = error.issues
    .slice(0, issuesAtMost)
    .map(({ path, code }) => `${['arguments', ...path].map(String).join('.')}: ${code}`);
  return { wrong: told.join('; '), fields: fieldProblems(error.issues, ['proposal', 'arguments']) };
}

const isShownWhole = (read: unknown, kept: unknown): boolean =>
  Array.isArray(read)
    ? read.every((member, at) => isShownWhole(member ?? null, (kept as unknown[])[at]))
    : isRecord(read)
      ? Object.entries(read).every(([name, member]) => isShownWhole(member, (kept as Record<string, unknown>)[name]))
      : read === undefined || kept !== undefined;

/**
 * Arguments that were proposed or approved, as the tool’s schema reads them for its `amount` or its handler. Where it makes
 * something else of them than was shown, they are not what anybody approved: `wrong` says so.
 */
export async function readArguments(tool: Tool, approved: Arguments): Promise<Read> {
  const read = await parsed(tool, approved);
  if ('wrong' in read) return read;
  const kept = shown(approved, read.given);
  const isSame = isShownWhole(read.given, kept) && canonicalJson(kept) === canonicalJson(approved);
  return isSame ? read : notStable;
}

/**
 * A tool call as its own schema reads it: what the schema does not name is left out, so that nobody adds an argument. From
 * here on it is what is shown, judged, approved and run: a schema that would read it as something else the next time, such
 * as one that turns euros into cents, is refused. Says in `wrong` which fields are not right; never what they hold.
 */
export async function parseToolCall(proposal: Proposal, tools: readonly Tool[]): Promise<ParsedCall> {
  if (proposal.kind !== 'tool-call') return { proposal };
  const tool = tools.find(({ name }) => name === proposal.tool);
  if (tool === undefined) return wrongAt('tool', 'unknown', 'is not known');
  const read = await parsed(tool, proposal.arguments);
  if ('wrong' in read) return read;
  const kept = shown(proposal.arguments, read.given) as Arguments;
  const again = await readArguments(tool, kept);
  return 'wrong' in again ? notStable : { proposal: { ...proposal, arguments: kept } };
}
