import { type Appended, DeskrailError, type DeskrailEvent } from '@deskrail/contracts';
import type { RecordToSend } from '../driver.js';

/** One call of `append`, which waits for all of its events. */
export interface AppendCall {
  readonly events: number;
  readonly bytes: number;
  readonly expiresAtMs: number;
  /** Answered: what of it still waits need not be sent. */
  readonly done: boolean;
  /** Something of it is or was on its way. */
  readonly taken: boolean;
  take(): void;
  acknowledge(index: number, position: string): void;
  /** One event is refused for good; the others go on. */
  refuse(index: number, error: DeskrailError): void;
  /** Answers at once, whatever becomes of the rest. */
  fail(error: DeskrailError): void;
}

/** One event of a call. */
export interface AppendItem {
  readonly call: AppendCall;
  readonly index: number;
  /** Undefined for a record that is handed on as it came. */
  readonly event: DeskrailEvent | undefined;
  readonly record: RecordToSend;
  readonly bytes: number;
}

export function createCall(options: {
  readonly ids: readonly string[];
  readonly bytes: number;
  readonly expiresAtMs: number;
  resolve(appended: readonly Appended[]): void;
  reject(error: DeskrailError): void;
  onDone(call: AppendCall): void;
}): AppendCall {
  const { ids, bytes, expiresAtMs } = options;
  const positions: (string | undefined)[] = new Array(ids.length).fill(undefined);
  let open = ids.length;
  let refusal: DeskrailError | undefined;
  let done = false;
  let taken = false;

  function end(answer: () => void): void {
    if (done) return;
    done = true;
    options.onDone(call);
    answer();
  }

  const appended = (): Appended[] =>
    ids.flatMap((id, index) => {
      const position = positions[index];
      return position === undefined ? [] : [{ id, position }];
    });

  function answerOne(): void {
    open -= 1;
    if (open > 0) return;
    if (refusal === undefined) end(() => options.resolve(appended()));
    else call.fail(withAppended(refusal, appended()));
  }

  const call: AppendCall = {
    ...{ events: ids.length, bytes, expiresAtMs },
    get done() {
      return done;
    },
    get taken() {
      return taken;
    },
    take() {
      taken = true;
    },
    acknowledge(index, position) {
      positions[index] = position;
      answerOne();
    },
    refuse(_, error) {
      refusal ??= error;
      answerOne();
    },
    fail: (error) => end(() => options.reject(error)),
  };
  return call;
}

const withAppended = ({ code, message, details }: DeskrailError, appended: readonly Appended[]) =>
  new DeskrailError(code, message, { details: { ...details, appended } });
