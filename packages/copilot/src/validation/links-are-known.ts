import type { Evidence } from '@deskrail/contracts';
import { normalForm } from '../normal-form.js';
import type { Check } from './check.js';
import { spokenText } from './spoken-text.js';

export interface Link {
  /** Lower case; empty where the scheme has none, as with `javascript:`. */
  readonly host: string;
  /** Without the scheme, a trailing slash, or `www.`. */
  readonly address: string;
}

const pieces = /[^\s<>"'`“”‘’«»()[\]{}|\\^]+/gu;
/** Endings that a bare name needs to be read as a host: "days.The" is none. */
const endings = new Set(
  `com net org info biz io co app dev ai me tv xyz top site online shop store club live link click page example test eu uk de
  fr es it nl be at ch pt pl se no dk fi ie us ca mx br in cn jp kr au nz ru ua tr za edu gov int help support cloud tech
  agency digital solutions world life fun space website icu vip cc ly gl to tk ml ga cf gq ws pw su`.split(/\s+/u),
);

function linkOf(piece: string): Link | undefined {
  const trimmed = piece.replace(/[.,;:!?]+$/u, '');
  if (/^(?:javascript|data|vbscript|file):/iu.test(trimmed)) return { host: '', address: trimmed.toLowerCase() };
  const scheme = /^[a-z][a-z0-9+.-]{1,20}:\/\//iu.exec(trimmed)?.[0];
  const bare = trimmed.slice(scheme?.length ?? 0);
  const end = bare.search(/[/?#]/u);
  const authority = end === -1 ? bare : bare.slice(0, end);
  const host = authority.replace(/:\d{1,5}$/u, '').toLowerCase();
  const labels = host.split(/[.。．｡]/u);
  const ending = labels.at(-1) ?? '';
  const named = labels.length > 1 && labels.every((label) => label !== '') && /^[\p{L}\p{N}._。．｡@-]+$/u.test(host);
  if (scheme === undefined && (!named || host.includes('@') || !(endings.has(ending) || ending.startsWith('xn--')))) {
    // A host of other scripts, or by its number, is a link where a path follows.
    const odd = named && !host.includes('@') && end !== -1 && !/^[\d./-]+$/u.test(bare);
    if (!odd) return undefined;
  }
  const rest = end === -1 ? '' : bare.slice(end);
  return { host: host.replace(/^www\./u, ''), address: `${host.replace(/^www\./u, '')}${rest}`.replace(/\/$/u, '') };
}

/** Every link of a text, also one without its scheme. */
export const linksIn = (text: string): readonly Link[] =>
  (normalForm(text, 'NFKC').match(pieces) ?? []).flatMap((piece) => linkOf(piece.slice(0, 2_048)) ?? []);

/** Whether a link stands in what is quoted, or is one that the operator has allowed. */
function knownLinks(evidence: readonly Evidence[], allowed: readonly string[]): (link: Link) => boolean {
  const quoted = linksIn(evidence.flatMap(({ quote, source }) => [quote, source.url ?? '']).join('\n'));
  const addresses = new Set(quoted.map(({ address }) => address));
  const operators = allowed.flatMap((one) => linkOf(one.includes('://') ? one : `https://${one}`) ?? []);
  return ({ host, address }) =>
    host !== '' &&
    (addresses.has(address) ||
      operators.some((one) =>
        one.address === one.host
          ? host === one.host
          : address === one.address || address.startsWith(`${one.address}/`) || address.startsWith(`${one.address}?`),
      ));
}

/** A link to the customer stands in the evidence as it is, or the operator has named its host. */
export const linksAreKnown: Check = ({ proposal }, _context, evidence, { allowedLinks }) => {
  const spoken = spokenText(proposal);
  if (spoken === '') return [];
  const isKnown = knownLinks(evidence, allowedLinks);
  if (linksIn(spoken).every(isKnown)) return [];
  if (proposal.kind !== 'reply') return ['unknown-link'];
  const where = proposal.sentences.flatMap(({ text }, sentence) =>
    linksIn(text).every(isKnown) ? [] : [{ flag: 'unknown-link', sentence }],
  );
  return where.length === 0 ? ['unknown-link'] : where;
};
