import { DEVICE, LOGIN } from "./responses.ts";

/** A `fetch` without a network, which creates a Request like every `fetch`. */
export const stub: typeof fetch = (input, init) => {
  const { url } = new Request(input, init);
  const login = url.endsWith("/login");
  const headers = { "content-type": "application/json" };
  return Promise.resolve(new Response(login ? LOGIN : DEVICE, { status: login ? 200 : 201, headers }));
};
