import { type Proposal, proposal as proposalSchema, type Tool } from '@deskrail/contracts';

export type ParsedCall = { readonly proposal: Proposal } | { readonly wrong: string };

type ToolCall = Extract<Proposal, { kind: 'tool-call' }>;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  (Object.getPrototypeOf(value) ?? Object.prototype) === Object.prototype;

/** Of what was given, the members that the schema has read. */
function leftIn(given: unknown, read: unknown): unknown {
  if (Array.isArray(given) && Array.isArray(read)) return given.map((member, at) => leftIn(member, read[at]));
  if (!isRecord(given) || !isRecord(read)) return given;
  const named = Object.entries(given).filter(([name]) => Object.hasOwn(read, name));
  return Object.fromEntries(named.map(([name, member]) => [name, leftIn(member, read[name])]));
}

/**
 * A tool call as its own schema reads it: what the schema does not name is left out, so that nobody adds an argument.
 * Says in `wrong` which field is not right; never what it holds.
 */
export async function parseToolCall(proposal: Proposal, tools: readonly Tool[]): Promise<ParsedCall> {
  if (proposal.kind !== 'tool-call') return { proposal };
  const tool = tools.find(({ name }) => name === proposal.tool);
  if (tool === undefined) return { wrong: 'tool: unknown' };
  const parsed = await tool.arguments.safeParseAsync(proposal.arguments);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = ['arguments', ...(issue?.path ?? [])].map(String).join('.');
    return { wrong: `${where}: ${issue?.code ?? 'invalid'}` };
  }
  const read = proposalSchema.safeParse({ ...proposal, arguments: parsed.data });
  if (read.success) return { proposal: read.data };
  // What a schema makes of them may be no JSON, such as a Date: then they stay as they were, without what it left out.
  return { proposal: { ...proposal, arguments: leftIn(proposal.arguments, parsed.data) as ToolCall['arguments'] } };
}
