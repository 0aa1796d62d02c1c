import { DeskrailError, isDeskrailError } from '@deskrail/contracts';

/** One thing wrong with the configuration: where, what, and what to write instead. Never the value: it may be a secret. */
export interface ConfigProblem {
  /** The variable or the option, such as `DESKRAIL_ZENDESK_URL` or `connections[0].id`. */
  readonly where: string;
  readonly wrong: string;
  readonly write: string;
}

/** All problems at once, as one `config-invalid` error. */
export function configError(problems: readonly ConfigProblem[]): DeskrailError {
  const lines = problems.map(({ where, wrong, write }) => `  ${where}: ${wrong}. ${write}`);
  const count = problems.length === 1 ? 'One setting is' : `${problems.length} settings are`;
  return new DeskrailError('config-invalid', `${count} wrong:\n${lines.join('\n')}`, { details: { problems } });
}

/** What a check finds wrong, to be told together with what others find. */
export function problemsIn(check: () => void): readonly ConfigProblem[] {
  try {
    check();
    return [];
  } catch (error) {
    if (isDeskrailError(error, 'config-invalid') && Array.isArray(error.details.problems))
      return error.details.problems;
    throw error;
  }
}
