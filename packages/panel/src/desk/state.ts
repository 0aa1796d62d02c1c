import type { Session } from '@deskrail/client';
import type {
  Conversation,
  Looking,
  PolicyExplanation,
  PolicyView,
  Proposal,
  QueueSummary,
  RecommendationView,
  ReviewClaim,
  SubmitVerdict,
} from '@deskrail/contracts';
import type { MessageSource } from '../text/evidence-words.js';
import type { Check } from './evidence-checks.js';
import type { Notice } from './notice.js';
import type { QueueFilter } from './queue-filter.js';

export const tabs = ['open', 'decided', 'withheld'] as const;
export type Tab = (typeof tabs)[number];

/** `live`: events arrive. `polling`: they do not, and the page looks every few seconds. `offline`: no answer at all. */
export type Connection = 'connecting' | 'live' | 'polling' | 'offline';

export type Mode = 'read' | 'edit' | 'respond' | 'reject' | 'comment' | 'escalate' | 'pass';

/** What one reviewer is about with one recommendation; kept while they look at another. */
export interface Review {
  /** The recommendation as they see it. What is proposed never changes under their eyes: a verdict names its hash. */
  readonly shown: RecommendationView;
  readonly mode: Mode;
  /** Of the text field of the mode. */
  readonly text: string;
  /** For an edit of what is no reply. */
  readonly proposal?: Proposal | undefined;
  /** The queue it is escalated to, or goes to with or without a person. */
  readonly toQueue?: string | undefined;
  /** Whom it is meant for from now on. */
  readonly toPerson?: string | undefined;
  /** A name that they gave and that nobody here is known by: asked about once more. */
  readonly askedName?: string | undefined;
  readonly sending?: SubmitVerdict['kind'] | 'pass' | undefined;
  readonly notice?: Notice | undefined;
  /** Whether the evidence still stands. */
  readonly check?: Check | undefined;
  /** Why policy said so; asked for by who wants to know. */
  readonly explanation?: PolicyExplanation | 'asking' | 'unanswered' | undefined;
  /** The action whose end is being told, or that is being taken back. */
  readonly resolving?: string | undefined;
}

/** Who has what is opened. */
export interface Holding {
  readonly id: string;
  readonly mine?: ReviewClaim | undefined;
  readonly theirs?: Pick<ReviewClaim, 'holder' | 'expiresAt'> | undefined;
  /** It was mine until they had it. */
  readonly lost?: boolean | undefined;
  readonly takingOver?: boolean | undefined;
  /** It was handed on from here: having it open does not hold it again. */
  readonly passedOn?: boolean | undefined;
  /** Others who have it before their eyes. */
  readonly looking: readonly Looking[];
}

export interface TabState {
  readonly loading: boolean;
  readonly loaded: boolean;
  /** Where the next page begins; absent when all is here. */
  readonly next?: string | undefined;
  readonly failure?: string | undefined;
}

export interface DeskState {
  readonly tab: Tab;
  readonly tabs: Readonly<Record<Tab, TabState>>;
  readonly recommendations: ReadonlyMap<string, RecommendationView>;
  /** `undefined` for one that the server does not know. */
  readonly conversations: ReadonlyMap<string, Conversation | undefined>;
  readonly openedId: string | undefined;
  readonly holding: Holding | undefined;
  /** Whose key it is; `undefined` until that is known. */
  readonly me: Session | undefined;
  readonly filter: QueueFilter;
  readonly summary: readonly QueueSummary[];
  /** `undefined` where the server tells nothing of it. */
  readonly policy: PolicyView | undefined;
  /** Who answers a conversation; told of those that were opened. */
  readonly automation: ReadonlyMap<string, 'held' | 'released'>;
  /** Asking for the next one, or that nothing waits for this person. */
  readonly taking: 'asking' | 'nothing' | undefined;
  readonly reviews: ReadonlyMap<string, Review>;
  /** The message that evidence was followed to: of the conversation in question, or of another. */
  readonly source: MessageSource | undefined;
  readonly connection: Connection;
  /** For those who listen instead of look. */
  readonly announcement: string;
}

const unloaded: TabState = { loading: false, loaded: false };

export const initialState: DeskState = {
  tab: 'open',
  tabs: { open: unloaded, decided: unloaded, withheld: unloaded },
  recommendations: new Map(),
  conversations: new Map(),
  openedId: undefined,
  holding: undefined,
  me: undefined,
  filter: {},
  summary: [],
  policy: undefined,
  automation: new Map(),
  taking: undefined,
  reviews: new Map(),
  source: undefined,
  connection: 'connecting',
  announcement: '',
};

export const withEntry = <Key, Value>(map: ReadonlyMap<Key, Value>, key: Key, value: Value): ReadonlyMap<Key, Value> =>
  new Map(map).set(key, value);
