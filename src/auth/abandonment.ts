/** Aborts requests for which no call has waited for a while: a pending request keeps a process alive. */
export interface Abandonment {
  /** Registers a request. Its signal aborts when the request is abandoned. */
  begin(): AbortController;
  /** Removes a request that has ended. */
  end(request: AbortController): void;
  /** Registers a waiting call; returns a function that removes it. */
  wait(): () => void;
  /** Restarts the timer: a call shows that the client is in use. */
  touch(): void;
}

/**
 * @param patience requests are aborted if no call waits during these milliseconds; `undefined` for never
 * @param onAbandon called before the requests are aborted
 */
export function createAbandonment(patience: number | undefined, onAbandon: () => void): Abandonment {
  const requests = new Set<AbortController>();
  let waiting = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const abandon = (): void => {
    onAbandon();
    for (const request of requests) request.abort();
  };
  const restart = (): void => {
    clearTimeout(timer);
    if (patience !== undefined && waiting === 0 && requests.size > 0) timer = setTimeout(abandon, patience);
  };

  return {
    begin() {
      const request = new AbortController();
      requests.add(request);
      restart();
      return request;
    },
    end(request) {
      requests.delete(request);
      restart();
    },
    wait() {
      waiting += 1;
      restart();
      return () => {
        waiting -= 1;
        restart();
      };
    },
    touch: restart,
  };
}
