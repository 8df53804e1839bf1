/** A request as it is sent; it can be sent any number of times. */
export interface OutgoingRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: BodyInit | null;
}

/** True if `fetch` or HTTP forbids a body of the method. */
export function isBodiless(method: string): boolean {
  return method === "GET" || method === "HEAD" || method === "TRACE";
}
