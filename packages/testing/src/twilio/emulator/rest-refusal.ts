/** An answer of the REST API that is no success, with Twilio's own number for it. */
export class RestRefusal extends Error {
  override readonly name = 'RestRefusal';
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, code: number, message: string) {
    super(`The emulated Twilio answered ${status}.`);
    this.status = status;
    this.body = errorBody(status, code, message);
  }
}

const errorBody = (status: number, code: number, message: string): unknown => ({
  ...{ code, message, status },
  more_info: `https://www.twilio.com/docs/errors/${code}`,
});

export const badRequest = (code: number, message: string): RestRefusal => new RestRefusal(400, code, message);

export const notFound = (path: string): RestRefusal =>
  new RestRefusal(404, 20404, `The requested resource ${path} was not found`);

const usual: Readonly<Record<number, readonly [code: number, message: string]>> = {
  400: [20001, 'Bad request'],
  401: [20003, 'Authenticate'],
  403: [20403, 'Forbidden'],
  404: [20404, 'The requested resource was not found'],
  429: [20429, 'Too Many Requests'],
  500: [20500, 'An internal server error has occurred'],
  503: [20503, 'Service is unavailable. Please try again'],
};

/** What Twilio says with a status that a fault gives. */
export const usualBody = (status: number): unknown => {
  const [code, message] = usual[status] ?? [20000 + status, `Error ${status}`];
  return errorBody(status, code, message);
};

/** Told beside the number, where a message went wrong. */
export const errorMessages: Readonly<Record<number, string>> = {
  21610: 'Attempt to send to unsubscribed recipient',
  30003: 'Unreachable destination handset',
  30005: 'Unknown destination handset',
  30007: 'Message filtered',
  63016:
    'Failed to send freeform message because you are outside the allowed window. If you are using WhatsApp, please use a Message Template.',
};
