import type { Problem } from '@deskrail/contracts';
import { expect } from 'vitest';
import { schemas } from '../schemas.js';

/** A response's problem, which must be one in form: type, title, status and detail. */
export async function problemOf(response: Response): Promise<Problem> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const problem = schemas.Problem.parse(await response.json());
  expect(problem.status).toBe(response.status);
  expect(problem.type).toBe(`urn:deskrail:problem:${problem.code}`);
  return problem;
}
