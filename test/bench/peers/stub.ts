import { DEVICE, LOGIN } from "./answers.ts";

/** A `fetch` that reaches no network, but makes a Request of what it is given, as every `fetch` has to. */
export const stub: typeof fetch = (input, init) => {
  const { url } = new Request(input, init);
  const login = url.endsWith("/login");
  const headers = { "content-type": "application/json" };
  return Promise.resolve(new Response(login ? LOGIN : DEVICE, { status: login ? 200 : 201, headers }));
};
