import type { Encode, RequestClass } from "../manifest.ts";
import { writeBody } from "./write-body.ts";
import { writeHeader } from "./write-header.ts";
import { writePath } from "./write-path.ts";
import { writeQuery } from "./write-query.ts";
import { writeUrl } from "./write-url.ts";

/**
 * Encodes requests in forms that Flatpeak's contract does not use. Only manifests of contracts with such forms import
 * it; otherwise it is tree-shaken.
 *
 * @example
 * ```ts
 * import { createClient, encodeRequest } from "flatpeak";
 *
 * const manifest = {
 *   apiVersion: "1",
 *   encode: encodeRequest,
 *   operations: {
 *     "PUT /logo": {
 *       operationId: "put-logo",
 *       security: "none",
 *       contentType: "image/png",
 *       wire: { body: true },
 *       versioned: false,
 *       idempotent: true,
 *       success: { "204": "empty" },
 *       errors: {},
 *     },
 *   },
 * } as const;
 * createClient<object>({ manifest, baseUrl: "https://api.example.com" });
 * ```
 */
export const encodeRequest: Encode = ({ contentType = "", login, wire = {} }, servers) => {
  const { query, header, path, server, suffix } = wire;
  const advice = login === undefined ? OTHER_CLIENT : OTHER_TOKEN;
  const change =
    server === undefined && suffix === undefined
      ? undefined
      : (url: string) => writeUrl(wire, servers, url, advice);
  return {
    ...(wire.body && {
      bodySerializer: (body, headers) =>
        writeBody(body, headers.get("content-type") ?? contentType, wire.fields),
    }),
    ...(query && { querySerializer: (parameters) => writeQuery(query, parameters) }),
    ...(path && { pathSerializer: (url, parameters) => writePath(path, url, parameters) }),
    ...(header && {
      writeHeader: (name, value) => {
        const form = Object.hasOwn(header, name) ? header[name] : undefined;
        return form && writeHeader(form, name, value);
      },
    }),
    ...(change && { writeUrl: change, wrap: (given) => wrapRequest(given, change) }),
  };
};

const OTHER_CLIENT = (origin: string): string =>
  `the operation is at ${origin}; make a client for it with createClient({ baseUrl: "${origin}" })`;

const OTHER_TOKEN = (origin: string): string =>
  `the login is at ${origin}, but a client sends credentials to the origin of its baseUrl only; pass token, a function ` +
  `that logs in, instead of accountId and apiKey`;

/** A proxy, since openapi-fetch checks with `instanceof` the Request that middleware returns. */
function wrapRequest(given: RequestClass, change: (url: string) => string): RequestClass {
  return new Proxy(given, {
    construct: (target, [url, init]: ConstructorParameters<RequestClass>) => new target(change(url), init),
  });
}
