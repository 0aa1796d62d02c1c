import type { Time } from '../time.js';
import type { ShopScene } from './conversation.js';

/** A desk as the shop's customers see it. */
export interface ShopDesk {
  readonly time: Time;
  /** The case of an earlier day that still waits for an answer, and what its customer has not said yet. */
  waiting(scene: ShopScene): { readonly id: string; readonly words: string[] } | undefined;
  /** Writes for the first time; the case's id where the customer now waits for a reply. */
  open(scene: ShopScene): string | undefined;
  /** Whether the customer can still write on it. */
  isOpen(id: string): boolean;
  say(id: string, text: string): void;
  /** The customer has what they came for. */
  solve(id: string): void;
  /** Called with the case's id after each reply that its customer gets; returns the unsubscriber. */
  onReply(listener: (id: string) => void): () => void;
}
