/** An answer of the REST API that is no success, with Zendesk's own words for it. */
export class RestRefusal extends Error {
  override readonly name = 'RestRefusal';
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, body: Readonly<Record<string, unknown>>) {
    super(`The emulated desk answered ${status}.`);
    this.status = status;
    this.body = body;
  }
}

export const notFound = (): RestRefusal => new RestRefusal(404, { error: 'RecordNotFound', description: 'Not found' });

export const badRequest = (description: string): RestRefusal =>
  new RestRefusal(400, { error: 'BadRequest', description });

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
