import { RestRefusal } from '../rest/rest-refusal.js';

type ErrorType = 'invalid_request_error' | 'requests' | 'tokens' | 'server_error' | 'insufficient_quota';

const errorBody = (message: string, type: ErrorType, code: string | null, param: string | null) => ({
  error: { message, type, param, code },
});

export const badRequest = (message: string, param: string | null = null, code: string | null = null): RestRefusal =>
  new RestRefusal(400, errorBody(message, 'invalid_request_error', code, param));

export const wrongKey = (): RestRefusal =>
  new RestRefusal(401, errorBody('Incorrect API key provided.', 'invalid_request_error', 'invalid_api_key', null));

export const unknownModel = (model: string): RestRefusal =>
  new RestRefusal(
    404,
    errorBody(
      `The model \`${model}\` does not exist or you do not have access to it.`,
      'invalid_request_error',
      'model_not_found',
      null,
    ),
  );

export const unknownPath = (method: string, path: string): RestRefusal =>
  new RestRefusal(404, errorBody(`Invalid URL (${method} ${path})`, 'invalid_request_error', null, null));

export const tooMany = (by: 'requests' | 'tokens', retryAfterSeconds: number): RestRefusal =>
  new RestRefusal(429, errorBody(`Rate limit reached on ${by} per min.`, by, 'rate_limit_exceeded', null), {
    'retry-after': String(retryAfterSeconds),
  });

const usual: Readonly<Record<number, unknown>> = {
  401: errorBody('Incorrect API key provided.', 'invalid_request_error', 'invalid_api_key', null),
  429: errorBody('Rate limit reached.', 'requests', 'rate_limit_exceeded', null),
  500: errorBody('The server had an error while processing your request.', 'server_error', null, null),
  503: errorBody('The engine is currently overloaded, please try again later.', 'server_error', null, null),
};

/** What the API says with a status that a fault gives. */
export const usualBody = (status: number): unknown =>
  usual[status] ?? errorBody(`Error ${status}`, status < 500 ? 'invalid_request_error' : 'server_error', null, null);
