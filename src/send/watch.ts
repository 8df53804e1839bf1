/** Body of a response or a webhook. */
export interface WatchedBody {
  /** The contract's operationId; `webhook` for the event of a webhook. */
  readonly operationId: string;
  /** Status code of the response; `undefined` for a webhook. */
  readonly status: number | undefined;
  /** Headers of the response; `undefined` for a webhook. */
  readonly headers: Pick<Headers, "get"> | undefined;
  /** The parsed JSON; for a success, the same object as `data`. `undefined` if the body was not read as JSON. */
  readonly body: unknown;
}

/** Called with every body, which it must not change. */
export type Watch = (body: WatchedBody) => void;

/** Passes a body to the watch. Never throws: a watch must not affect calls. */
export function show(watch: Watch, body: WatchedBody): void {
  try {
    watch(body);
  } catch {
    // Errors of the watch are ignored.
  }
}
