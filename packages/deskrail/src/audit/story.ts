import type { DeskrailEvent, VerdictGiven } from '@deskrail/contracts';
import type { SignatureState, VerifyVerdict } from '@deskrail/copilot';
import type { CaseRecord, ChainProof } from './read-case.js';
import { tellDecision } from './tell-decision.js';
import { tellFact } from './tell-fact.js';
import type { Telling } from './telling.js';

/** One thing that happened, for a person to read. */
export interface StoryEntry {
  /** When it happened, as its source said. */
  readonly at: string;
  /** When the log got it. */
  readonly recordedAt: string;
  readonly what: string;
  readonly who: string;
  readonly type: string;
  readonly id: string;
  /** The customer's first words are in it, and in no message of their own. */
  readonly opening?: boolean;
  /** What is known of it, a line each. */
  readonly details: readonly string[];
  /** What people or the model wrote, with what each is. */
  readonly texts: readonly { readonly label: string; readonly text: string }[];
  readonly proof: string;
  /** Of decisions and actions. */
  readonly chain?: ChainProof['state'];
  /** Of verdicts. */
  readonly signature?: SignatureState | 'not-verified';
}

export interface Story {
  readonly tenant: string;
  readonly conversation: string;
  readonly connection?: string | undefined;
  readonly status?: string | undefined;
  readonly chainFaults: number;
  readonly entries: readonly StoryEntry[];
}

/** From webhook to effect. Texts are as the store has them now: what was erased is not told. */
export function storyOf(record: CaseRecord, verify: VerifyVerdict | undefined, withTexts: boolean): Story {
  const { tenant, conversation, view, chainFaults } = record;
  const entries = record.events.map(({ event, appendedAt }): StoryEntry => {
    const { what, who = event.actor, opening = false, details = [], texts = [] } = tell(event, record);
    const chain = record.proofs.get(event);
    const signature = event.type === 'verdict.given.v1' ? signatureOf(event, verify) : undefined;
    return {
      ...{ at: event.time, recordedAt: appendedAt, what, who, type: event.type, id: event.id, details },
      texts: withTexts ? texts : [],
      ...(opening && { opening }),
      proof: proofOf(event, chain, signature),
      ...(chain && { chain: chain.state }),
      ...(signature && { signature }),
    };
  });
  const about = view === undefined ? {} : { connection: view.connection, status: view.status };
  return { tenant, conversation, ...about, chainFaults, entries };
}

const tell = (event: DeskrailEvent, record: CaseRecord): Telling =>
  tellDecision(event, record) ?? tellFact(event, record) ?? { what: event.type };

const authenticities = {
  signed: 'the desk’s signature on the webhook was checked',
  'shared-secret': 'the webhook came with the connection’s secret',
  confirmed: 'read from the desk’s API',
  'api-key': 'told by a system with a key',
} as const;

type SignatureFound = NonNullable<StoryEntry['signature']>;

const signatures: Readonly<Record<SignatureFound, string>> = {
  valid: 'the signature is valid',
  invalid: 'THE SIGNATURE IS NOT VALID',
  'unknown-key': 'signed with a key that was not given',
  unsigned: 'not signed',
  'not-verified': 'signed, and not verified: no key was given',
};

const signatureOf = (event: VerdictGiven, verify: VerifyVerdict | undefined): SignatureFound =>
  event.data.signature === undefined ? 'unsigned' : (verify?.(event) ?? 'not-verified');

function proofOf(event: DeskrailEvent, proof: ChainProof | undefined, signature: SignatureFound | undefined): string {
  if ('authenticity' in event) return `${authenticities[event.authenticity]}; facts are not in the chain`;
  const chain = proof === undefined ? 'not in the chain' : chainWords(proof);
  if (signature === undefined || event.type !== 'verdict.given.v1') return chain;
  const by = event.data.signature === undefined ? '' : ` (key ${event.data.signature.keyId})`;
  return `${chain}; ${signatures[signature]}${by}`;
}

function chainWords(proof: ChainProof): string {
  if (proof.state === 'as-linked') return `entry ${proof.sequence} of the chain, as it was written`;
  if (proof.state === 'altered') return `entry ${proof.sequence} of the chain, and NOT AS IT WAS WRITTEN`;
  return proof.state === 'waiting' ? 'about to be linked' : 'in no link of the chain';
}
