import { RestRefusal } from '../../rest/rest-refusal.js';

export { RestRefusal };

export const notFound = (): RestRefusal => new RestRefusal(404, { error: 'RecordNotFound', description: 'Not found' });

export const badRequest = (description: string): RestRefusal =>
  new RestRefusal(400, { error: 'BadRequest', description });

/** 400, as a parameter that cannot be read gets. */
export const invalidValue = (description: string): RestRefusal =>
  new RestRefusal(400, { error: 'InvalidValue', description });

/** 422: the words of one field. */
export const invalid = (field: string, description: string): RestRefusal =>
  new RestRefusal(422, {
    error: 'RecordInvalid',
    description: 'Record validation errors',
    details: { [field]: [{ description }] },
  });

export const updateConflict = (): RestRefusal =>
  new RestRefusal(409, {
    error: 'UpdateConflict',
    description: 'Safe Update prevented the update: the ticket was changed after updated_stamp.',
  });

const usual: Readonly<Record<number, unknown>> = {
  401: { error: "Couldn't authenticate you" },
  403: { error: 'Forbidden', description: 'You do not have access to this page.' },
  404: { error: 'RecordNotFound', description: 'Not found' },
  409: { error: 'Conflict', description: 'The resource was changed by another request.' },
  422: { error: 'RecordInvalid', description: 'Record validation errors', details: {} },
  429: { error: 'APIRateLimitExceeded', description: 'Number of allowed API requests per minute exceeded' },
  500: { error: 'InternalError', description: 'Something went wrong' },
  503: { error: 'ServiceUnavailable', description: 'The service is unavailable; try again later.' },
};

/** What Zendesk says with a status that a fault gives. */
export const usualBody = (status: number): unknown => usual[status] ?? { error: `Error ${status}` };
