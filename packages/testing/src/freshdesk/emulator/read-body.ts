import { readBytes } from '../../rest/rest-api.js';
import { RestRefusal } from '../../rest/rest-refusal.js';
import { refusal } from './rest-refusal.js';

export type Body = { readonly value: unknown } | { readonly refusal: RestRefusal };

/** JSON, or a form with files where a reply or note has attachments; anything else is a 415. */
export async function readBody(request: Request): Promise<Body> {
  const bytes = await readBytes(request);
  if (bytes === 'too-large') return { refusal: refusal(413) };
  if (bytes.byteLength === 0) return { value: undefined };
  const type = request.headers.get('content-type') ?? '';
  if (/^multipart\/form-data\b/i.test(type)) return readForm(bytes, type);
  if (!/^application\/json\b/i.test(type)) return { refusal: refusal(415) };
  try {
    return { value: JSON.parse(new TextDecoder().decode(bytes)) };
  } catch {
    const words = { code: 'invalid_json', message: 'Request body has invalid json format' };
    return { refusal: new RestRefusal(400, words) };
  }
}

async function readForm(bytes: Uint8Array<ArrayBuffer>, type: string): Promise<Body> {
  try {
    const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
    const fields: Record<string, unknown> = {};
    for (const [name, value] of form) {
      const shown = typeof value === 'string' ? typed(value) : value.name;
      if (name.endsWith('[]')) fields[name.slice(0, -2)] = [...((fields[name.slice(0, -2)] as unknown[]) ?? []), shown];
      else fields[name] = shown;
    }
    return { value: fields };
  } catch {
    return { refusal: refusal(400) };
  }
}

/** A form has only text: what looks like a number or a truth value was meant as one. */
const typed = (text: string): unknown => (/^(true|false|\d{1,15})$/.test(text) ? JSON.parse(text) : text);
