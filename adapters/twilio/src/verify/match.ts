import { equalBytes } from '@deskrail/webhooks/hmac';
import type { TwilioConnection } from './connection.js';
import type { Signature } from './signature.js';
import { signedUrls } from './urls.js';

interface Called {
  readonly url: string;
  /** Its forms; the one that was right the last time first. */
  forms: readonly string[];
}

const lastCalled = new WeakMap<TwilioConnection, Called>();

interface Tried {
  readonly connection: TwilioConnection;
  readonly keys: readonly Uint8Array[];
  /** What may follow the URL. */
  readonly messages: readonly string[];
}

/**
 * The index of the key that gives this signature for one of the URL's forms, or -1. What is refused has been compared with
 * everything. What is right may be told by its form, which is no secret, but not by its key.
 */
export async function matchingKey(signature: Signature, url: string, tried: Tried): Promise<number> {
  const called = calledAt(url, tried.connection);
  const [usual, ...others] = called.forms;
  if (usual === undefined) return -1;
  const first = await keyFor(signature, usual, tried);
  if (first >= 0) return first;
  let key = -1;
  for (const form of others) {
    const found = await keyFor(signature, form, tried);
    if (found < 0) continue;
    key = found;
    called.forms = [form, ...called.forms.filter((each) => each !== form)];
  }
  return key;
}

/** Whether one of the keys gives this signature for another URL. */
export async function matchesAnother(signature: Signature, url: string, tried: Tried): Promise<boolean> {
  for (const form of signedUrls(url)) {
    if ((await keyFor(signature, form, tried)) >= 0) return true;
  }
  return false;
}

// Most deliveries of a connection come to one URL.
function calledAt(url: string, connection: TwilioConnection): Called {
  const last = lastCalled.get(connection);
  if (last?.url === url) return last;
  const called = { url, forms: signedUrls(url) };
  lastCalled.set(connection, called);
  return called;
}

async function keyFor({ scheme, mac }: Signature, form: string, { keys, messages }: Tried): Promise<number> {
  let key = -1;
  for (let index = 0; index < keys.length; index += 1) {
    for (const message of messages) {
      const made = scheme.mac(keys[index] as Uint8Array, form, message);
      const matches = equalBytes(made instanceof Uint8Array ? made : await made, mac);
      if (matches && key < 0) key = index;
    }
  }
  return key;
}
