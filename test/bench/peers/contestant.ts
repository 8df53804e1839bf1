/** Address and credentials for the calls of a contestant. */
export interface Target {
  readonly baseUrl: string;
  readonly accountId: string;
  readonly apiKey: string;
  /** For contestants without a login. */
  readonly bearer: string;
}

/** Creates one device. Resolves to its ID, or rejects with the error. */
export type CreateDevice = () => Promise<string>;

/** Creates a client by its documentation, with retries. Every contestant exports one as `prepare`. */
export type Prepare = (target: Target) => CreateDevice;
