import type { Conversation, Proposal, RecommendationView, SubmitVerdict } from '@deskrail/contracts';
import type { MessageSource } from '../text/evidence-words.js';
import type { Check } from './evidence-checks.js';
import type { Notice } from './notice.js';

export const tabs = ['open', 'decided', 'withheld'] as const;
export type Tab = (typeof tabs)[number];

/** `live`: events arrive. `polling`: they do not, and the page looks every few seconds. `offline`: no answer at all. */
export type Connection = 'connecting' | 'live' | 'polling' | 'offline';

export type Mode = 'read' | 'edit' | 'respond' | 'reject' | 'comment';

/** What one reviewer is about with one recommendation; kept while they look at another. */
export interface Review {
  /** The recommendation as they see it. What is proposed never changes under their eyes: a verdict names its hash. */
  readonly shown: RecommendationView;
  readonly mode: Mode;
  /** Of the text field of the mode. */
  readonly text: string;
  /** For an edit of what is no reply. */
  readonly proposal?: Proposal | undefined;
  readonly sending?: SubmitVerdict['kind'] | undefined;
  readonly notice?: Notice | undefined;
  /** Whether the evidence still stands. */
  readonly check?: Check | undefined;
  /** The action whose end is being told. */
  readonly resolving?: string | undefined;
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
  reviews: new Map(),
  source: undefined,
  connection: 'connecting',
  announcement: '',
};

export const withEntry = <Key, Value>(map: ReadonlyMap<Key, Value>, key: Key, value: Value): ReadonlyMap<Key, Value> =>
  new Map(map).set(key, value);
