/** IDs that are remembered for a fixed time; expired ones take no memory. */
export interface RecentIds {
  /** Number of IDs that are remembered now. */
  readonly size: () => number;
  readonly has: (id: string) => boolean;
  /** Remembers an ID. Returns a function that forgets it, unless it has been added again since. */
  readonly add: (id: string) => () => void;
}

/**
 * Creates an empty memory of IDs.
 *
 * @param lifetime milliseconds, by a clock that cannot be set back
 */
export function createRecentIds(lifetime: number): RecentIds {
  /** When each ID expires. All live equally long, so the first entry is the next to expire. */
  const expiries = new Map<string, number>();

  const dropExpired = (): void => {
    const now = performance.now();
    for (const [id, expiry] of expiries) {
      if (expiry > now) return;
      expiries.delete(id);
    }
  };

  return {
    size: () => {
      dropExpired();
      return expiries.size;
    },
    has: (id) => {
      dropExpired();
      return expiries.has(id);
    },
    add: (id) => {
      const expiry = performance.now() + lifetime;
      // Deleted first, because a map keeps the place of a key that it has already.
      expiries.delete(id);
      expiries.set(id, expiry);
      return () => {
        if (expiries.get(id) === expiry) expiries.delete(id);
      };
    },
  };
}
