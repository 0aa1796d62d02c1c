import { isDeskrailError, type Logger } from '@deskrail/contracts';
import { type LogLevel, logLevels } from '../config/environment.js';

/** Field names whose values are never written, whoever passes them by mistake. */
const secretName = /secret|token|password|authorization|cookie|api.?key/i;

/** One JSON object a line: time, level, message, fields. */
export function createLogger(options: {
  readonly level: LogLevel;
  readonly write: (line: string) => void;
  readonly now: () => number;
}): Logger {
  const at = (level: LogLevel): Logger[LogLevel] =>
    logLevels.indexOf(level) < logLevels.indexOf(options.level)
      ? () => {}
      : (fields, message) =>
          options.write(
            JSON.stringify({ time: new Date(options.now()).toISOString(), level, message, ...fields }, readable),
          );
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function readable(name: string, value: unknown): unknown {
  if (secretName.test(name) && typeof value === 'string') return '[secret]';
  if (value instanceof Error) {
    return { name: value.name, message: value.message, ...(isDeskrailError(value) ? { code: value.code } : {}) };
  }
  return typeof value === 'bigint' ? String(value) : value;
}
