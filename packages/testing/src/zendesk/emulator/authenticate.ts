import { type DeskState, findByEmail, type ZendeskUser } from './desk-state.js';
import { RestRefusal } from './rest-refusal.js';

/** Who may use the REST API: an agent's e-mail with an API token, or an OAuth access token that stands for that agent. */
export interface ZendeskCredential {
  readonly email: string;
  readonly token: string;
  readonly kind: 'basic' | 'bearer';
}

/** The user that the `Authorization` header stands for; refuses with 401 as Zendesk does. */
export function authenticate(
  header: string | null,
  credentials: readonly ZendeskCredential[],
  state: DeskState,
): ZendeskUser {
  const credential = credentials.find((known) => isShownBy(header ?? '', known));
  const user = credential === undefined ? undefined : findByEmail(state, credential.email);
  if (user === undefined) throw new RestRefusal(401, { error: "Couldn't authenticate you" });
  return user;
}

function isShownBy(header: string, { kind, email, token }: ZendeskCredential): boolean {
  const [scheme = '', shown = ''] = header.split(' ', 2);
  if (kind === 'bearer') return scheme.toLowerCase() === 'bearer' && shown === token;
  return scheme.toLowerCase() === 'basic' && shown === btoa(`${email}/token:${token}`);
}
