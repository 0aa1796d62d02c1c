import { DeskrailError, type Proposal } from '@deskrail/contracts';
import type { Validation } from './validate-draft.js';

const toldAtMost = 5;

/** That what somebody proposes is not as its schema has it: each field with what it must be, in `details.fields` too. */
export function invalidProposal(
  { kind }: Pick<Proposal, 'kind'>,
  { fields }: Extract<Validation, { valid: false }>,
): DeskrailError {
  const told = fields
    .slice(0, toldAtMost)
    .map(({ path, message, code }) => `${named(path)}${code === 'custom' ? ':' : ''} ${message}`);
  const message = `The ${kind.replace('-', ' ')} cannot be taken as it is: ${told.join('; ')}.`;
  return new DeskrailError('request-invalid', message, { details: { fields } });
}

const named = (path: string): string => path.replace(/^proposal\.(arguments\.)?/, '');
