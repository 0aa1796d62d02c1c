import {
  type ActionParameters,
  type ApprovedAction,
  DeskrailError,
  type Execution,
  type Executor,
  isDeskrailError,
  type Logger,
  type LookUp,
  type Tool,
  type ToolCall,
} from '@deskrail/contracts';
import { codeOf } from '../code-of.js';
import { withTimeLimit } from '../time-limit.js';
import { readArguments } from '../validation/tool-arguments.js';

const defaultTimeoutMs = 30_000;
const defaultAtOnce = 4;

/** Carries out actions of one kind: a desk's, or a tool's handler. */
export interface ActionExecutor extends Executor {
  /** Of a tool. Absent: a desk, whose limits are the connection's. */
  readonly tool?: { readonly canLookUp: boolean };
}

export interface ToolCalls {
  /** What carries out the action here; `undefined` where its desk does. */
  executorOf(parameters: ActionParameters): ActionExecutor | undefined;
  /** Room for one more call of its tool; `undefined` where there is none now. Given back once the handler has ended. */
  room(action: { readonly id: string; readonly parameters: ActionParameters }): { leave(): void } | undefined;
}

interface Handled {
  readonly tool: Tool;
  readonly handle: NonNullable<Tool['handle']>;
  readonly timeoutMs: number;
  readonly atOnce: number;
  busy: number;
  /** Handlers that go on beyond their time limit. */
  overdue: number;
  /** That they hold all of its places. */
  told: boolean;
}

function handledBy(tools: readonly Tool[], graceMs: number): ReadonlyMap<string, Handled> {
  const known = new Map<string, Handled>();
  for (const tool of tools) {
    const { name, handle, timeoutMs = Math.min(defaultTimeoutMs, graceMs / 2), atOnce = defaultAtOnce } = tool;
    if (handle === undefined) {
      if (tool.lookUp === undefined) continue;
      throw new DeskrailError('config-invalid', `The tool ${name} has a lookUp and no handle; give both, or neither.`);
    }
    if (known.has(name)) throw new DeskrailError('config-invalid', `Two tools are called ${name}; name them apart.`);
    if (!(timeoutMs > 0 && timeoutMs <= graceMs / 2)) {
      const message = `The tool ${name} may take ${timeoutMs} ms: that is at most half of limits.actionGraceMs (${graceMs}), so that no other process looks for what is still under way.`;
      throw new DeskrailError('config-invalid', message);
    }
    if (!(Number.isInteger(atOnce) && atOnce >= 1)) {
      throw new DeskrailError('config-invalid', `The tool ${name} has atOnce ${atOnce}; give a whole number from 1.`);
    }
    known.set(name, { tool, handle, timeoutMs, atOnce, busy: 0, overdue: 0, told: false });
  }
  return known;
}

/**
 * Approved calls of tools with a handler, in this process. Throws `config-invalid` for tools that make no sense.
 */
export function createToolCalls(
  tools: readonly Tool[],
  {
    graceMs,
    logger,
    onOverdue = () => {},
  }: {
    readonly graceMs: number;
    readonly logger: Logger;
    readonly onOverdue?: ((handlers: number) => void) | undefined;
  },
): ToolCalls {
  const handled = handledBy(tools, graceMs);
  /** Handlers that have not ended, by action: also those that outlive their time limit. */
  const running = new Map<string, Promise<unknown>>();
  let overdue = 0;

  const toolOf = (parameters: ActionParameters): Handled | undefined =>
    parameters.kind === 'call-tool' ? handled.get(parameters.tool) : undefined;

  async function execute(of: Handled, action: ApprovedAction, signal: AbortSignal): Promise<Execution> {
    const { tool, timeoutMs } = of;
    // Whoever wrote them, and whenever: a schema may have become another since, and what was approved has not.
    const { proposal } = action;
    const isItsCall = proposal.kind === 'tool-call' && proposal.tool === tool.name;
    const read = isItsCall ? await readArguments(tool, proposal.arguments) : undefined;
    if (read === undefined || 'wrong' in read) {
      return { outcome: 'failed', code: 'tool-arguments-invalid', permanent: true };
    }
    try {
      const made = await withTimeLimit(`The tool ${tool.name}`, { timeoutMs, signal }, (limited) =>
        call(of, action, read.given, limited),
      );
      return { outcome: 'executed', ...idIn(made) };
    } catch (error) {
      const job = running.get(action.id);
      if (job !== undefined) countOverdue(of, job);
      return failureIn(error, { action: action.id, tool: tool.name });
    }
  }

  /** It holds its place until it ends, which may be never. */
  function countOverdue(of: Handled, job: Promise<unknown>): void {
    const count = (by: number) => {
      of.overdue += by;
      overdue += by;
      onOverdue(overdue);
    };
    count(1);
    void job.then(() => {
      of.told = false;
      count(-1);
    });
  }

  /** Once, until one of them ends: whoever waits asks each second. */
  function tellFull(of: Handled): void {
    if (of.told || of.overdue < of.atOnce) return;
    of.told = true;
    const message =
      'every place of a tool is held by a handler that has not ended since its time limit: its calls wait until one does, or until the process is started anew';
    logger.warn({ tool: of.tool.name, atOnce: of.atOnce }, message);
  }

  function call(of: Handled, action: ApprovedAction, given: Record<string, unknown>, signal: AbortSignal) {
    const job = Promise.resolve(of.handle(given, callOf(action, signal)));
    const settled = job.catch(() => {}).then(() => void running.delete(action.id));
    running.set(action.id, settled);
    return job;
  }

  function failureIn(error: unknown, about: { readonly action: string; readonly tool: string }): Execution {
    const code = codeOf(error);
    logger.warn({ ...about, code }, 'a tool’s handler did not do what was approved');
    // Out of time says nothing of the effect, whoever ran out of it.
    if (!isDeskrailError(error) || code === 'timeout' || code === 'aborted') {
      return { outcome: 'uncertain', why: 'timed-out' };
    }
    const { retryAfterMs } = error.details;
    return {
      outcome: 'failed',
      // A tool's limits are not its connection's: hence a code of its own.
      code: `tool-${code}`,
      permanent: !error.retryable,
      ...(typeof retryAfterMs === 'number' && Number.isFinite(retryAfterMs) && { retryAfterMs }),
    };
  }

  async function lookUp({ tool, timeoutMs }: Handled, action: ApprovedAction, signal: AbortSignal): Promise<LookUp> {
    const { lookUp: look } = tool;
    if (look === undefined) return { found: false, certain: false };
    if (running.has(action.id)) throw away(`The handler of ${tool.name} has not ended yet.`);
    try {
      const limits = { timeoutMs, signal };
      return lookUpIn(
        await withTimeLimit(`The lookUp of ${tool.name}`, limits, async (limited) => look(callOf(action, limited))),
      );
    } catch (error) {
      throw away(`The lookUp of ${tool.name} failed.`, error);
    }
  }

  return {
    executorOf(parameters) {
      const of = toolOf(parameters);
      if (of === undefined) return undefined;
      return {
        kinds: ['call-tool'],
        tool: { canLookUp: of.tool.lookUp !== undefined },
        execute: (action, { signal }) => execute(of, action, signal),
        lookUp: (action, { signal }) => lookUp(of, action, signal),
      };
    },
    room({ id, parameters }) {
      const of = toolOf(parameters);
      if (of === undefined) return { leave() {} };
      if (of.busy >= of.atOnce || running.has(id)) {
        tellFull(of);
        return undefined;
      }
      of.busy += 1;
      const free = () => {
        of.busy -= 1;
      };
      return { leave: () => void (running.get(id)?.then(free) ?? free()) };
    },
  };
}

const away = (message: string, cause?: unknown): DeskrailError =>
  new DeskrailError('dependency-unavailable', message, { retryable: true, cause });

const vendorIdAtMost = 512;

/** Whatever a handler made of it: an id that the record could not take would leave the action without an end. */
function idIn(made: unknown): { readonly vendorId?: string } {
  const { vendorId } = (made ?? {}) as { readonly vendorId?: unknown };
  if (typeof vendorId === 'string') return { vendorId: vendorId.slice(0, vendorIdAtMost) };
  return typeof vendorId === 'number' || typeof vendorId === 'bigint' ? { vendorId: String(vendorId) } : {};
}

/** An answer that says neither yes nor no is none. Facts are a desk's to tell. Throws for no answer. */
function lookUpIn(answer: unknown): LookUp {
  const { found, certain } = (answer ?? {}) as { readonly found?: unknown; readonly certain?: unknown };
  if (found === true) return { found, ...idIn(answer) };
  if (found === false) return { found, certain: certain === true };
  throw new TypeError('found is neither true nor false');
}

const callOf = ({ id, tenant, conversation }: ApprovedAction, signal: AbortSignal): ToolCall => ({
  actionId: id,
  tenant,
  conversation,
  signal,
});
