import type { Encoded, OperationEntry } from "../manifest.ts";
import { writeBody } from "./write-body.ts";

/**
 * Encodes requests in forms that Flatpeak's contract does not use. Only the manifest of a contract that needs it
 * imports it, so it is tree-shaken otherwise.
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
export function encodeRequest({ contentType = "", wire = {} }: OperationEntry): Encoded {
  return {
    ...(wire.body && {
      writeBody: (body, headers) => writeBody(body, headers.get("content-type") ?? contentType),
    }),
  };
}
