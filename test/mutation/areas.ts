/** A part of `src`, and the test files that check its promises. */
export interface Area {
  /** Paths in `src`, as globs. */
  readonly sources: string;
  /** Paths in `test`, as globs. */
  readonly tests: string;
}

/** All of `src` except `src/types`, which contains no code. */
export const AREAS: Readonly<Record<string, Area>> = {
  auth: {
    sources: "auth/*",
    // The tests of options are those of credentials, too.
    tests: "auth/* request/{usage,servers,advice}",
  },
  send: {
    sources: "send/*",
    // Bodies, watches and public files of the API are seen by those who use them.
    tests:
      "send/* request/{middleware,advice} errors/{leaks-client,leaks-origin} webhooks/key-set drift/drift",
  },
  errors: {
    sources: "errors/*",
    tests:
      "errors/{cause,errors,redaction,status,unknown-names,leaks-client,leaks-origin} send/result request/usage",
  },
  request: { sources: "request/*", tests: "request/*" },
  text: { sources: "text/*", tests: "text/* errors/{cause,errors,redaction} fetch/operation-finder" },
  client: {
    sources: "*",
    tests:
      "request/{usage,methods,refusals,middleware,headers,servers,advice} errors/errors webhooks/verify-event " +
      "send/{result,retry,connection} auth/{login,token-store,schemes,abandonment}",
  },
  wire: { sources: "wire/*", tests: "request/*" },
  pagination: { sources: "pagination/*", tests: "pagination/*" },
  fetch: { sources: "fetch/*", tests: "fetch/*" },
  webhooks: { sources: "webhooks/*", tests: "webhooks/*" },
  drift: { sources: "drift/*", tests: "drift/{compare-body,drift,fake,hostile}" },
  testing: { sources: "testing/* testing/node/*", tests: "testing/*" },
  world: {
    sources: "testing/world/*",
    tests:
      "testing/{costs,meters,prices,price-curves,tariff-rates,schedules,schedule-amounts,daylight-saving} " +
      "testing/{whole-responses,lenient-refusals,objects,object-events,lists}",
  },
};
