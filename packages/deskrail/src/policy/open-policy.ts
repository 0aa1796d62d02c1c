import { readFile } from 'node:fs/promises';
import { DeskrailError, type Policy, type PolicyRules } from '@deskrail/contracts';
import { definePolicy, readPolicy } from '@deskrail/copilot';

/** The text of a policy file. Throws `config-invalid` where there is none. */
export async function readPolicyFile(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const message = `The policy ${file} cannot be read (${cause.code ?? 'the system refused'}). Is it there? It is the option policy, or DESKRAIL_POLICY.`;
    throw new DeskrailError('config-invalid', message, { cause });
  });
}

/** The policy that an instance runs by: rules, or the path of their file. Throws `config-invalid` with all that is wrong. */
export async function openPolicy(policy: PolicyRules | string = { rules: [] }): Promise<Policy> {
  if (typeof policy !== 'string') return definePolicy(policy);
  return readPolicy(await readPolicyFile(policy), { file: policy });
}
