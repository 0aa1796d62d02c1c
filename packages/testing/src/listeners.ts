export interface Listeners<Event> {
  /** Tells everybody who listens now. */
  tell(event: Event): void;
  /** Returns the unsubscriber. */
  listen(listener: (event: Event) => void): () => void;
}

export function createListeners<Event>(): Listeners<Event> {
  const listeners = new Set<(event: Event) => void>();
  return {
    tell(event) {
      for (const listener of listeners) listener(event);
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
