/** Where a contestant sends its calls, and as whom. */
export interface Target {
  readonly baseUrl: string;
  readonly accountId: string;
  readonly apiKey: string;
  /** For contestants that do not log in by themselves. */
  readonly bearer: string;
}

/** Creates one device. Resolves to its id, or rejects with what went wrong. */
export type CreateDevice = () => Promise<string>;

/** Sets a client up as its documentation says, with retries on. Every contestant exports one as `prepare`. */
export type Prepare = (target: Target) => CreateDevice;
