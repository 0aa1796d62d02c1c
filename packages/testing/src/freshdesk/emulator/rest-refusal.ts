import { RestRefusal } from '../../rest/rest-refusal.js';

export interface FieldError {
  readonly field: string;
  readonly message: string;
  readonly code: 'missing_field' | 'invalid_value' | 'datatype_mismatch' | 'invalid_field' | 'duplicate_value';
}

/** 400: what was wrong with which field. */
export const invalid = (errors: readonly FieldError[]): RestRefusal =>
  new RestRefusal(400, { description: 'Validation failed', errors });

/** 404, of which the vendor sends no body. */
export const notFound = (): RestRefusal => new RestRefusal(404);

/** 405: that there is such a path, but not with this method. */
export const methodNotAllowed = (method: string, allowed: readonly string[]): RestRefusal => {
  const list = allowed.join(', ');
  const message = `${method} method is not allowed. It should be one of these method(s): ${list}`;
  return new RestRefusal(405, { message }, { allow: list });
};

const usual: Readonly<Record<number, unknown>> = {
  400: { description: 'Validation failed', errors: [] },
  401: { code: 'invalid_credentials', message: 'You have to be logged in to perform this action.' },
  403: { code: 'access_denied', message: 'You are not authorized to perform this action.' },
  404: undefined,
  409: {
    description: 'Validation failed',
    errors: [{ field: 'email', message: 'It should be a unique value', code: 'duplicate_value' }],
  },
  413: { message: 'The request is too large.' },
  415: {
    code: 'invalid_content_type',
    message: 'Content-Type header is set to an unsupported type. It should be application/json',
  },
  429: { message: 'You have exceeded the limit of requests per minute' },
  500: { message: 'We are sorry, but something went wrong.' },
};

/** What Freshdesk says with a status; those of 413, 415 and 500 are not confirmed. */
export const usualBody = (status: number): unknown =>
  status in usual ? usual[status] : { message: `Error ${status}` };

export const refusal = (status: number): RestRefusal => new RestRefusal(status, usualBody(status));
