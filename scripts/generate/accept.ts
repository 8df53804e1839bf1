import { nodeOf } from "../contract/document.ts";
import type { ContractOperation, ContractResponse } from "../contract/document.ts";
import { isErrorStatus } from "../contract/error-responses.ts";
import { isJson } from "../contract/media-types.ts";

const JSON_TYPE = "application/json";

/**
 * Value of the `accept` header: for each response its JSON types, or all its types if it has none. Successes come
 * first.
 *
 * @returns `undefined` for only `application/json`, the client's default
 */
export function findAccept({ responses }: ContractOperation): string | undefined {
  const successes = responses.filter(({ status }) => !isErrorStatus(status));
  const errors = responses.filter(({ status }) => isErrorStatus(status));
  const types = [...successes, ...errors].flatMap(readTypes);
  const accept = [...new Set(types)].join(", ") || "*/*";
  return accept === JSON_TYPE ? undefined : accept;
}

/** The generated types use `application/json` if there are several, and so does this. */
function readTypes({ node }: ContractResponse): readonly string[] {
  const offered = Object.keys(nodeOf(node["content"])).map(withoutCharset).filter(isPlain);
  if (offered.includes(JSON_TYPE)) return [JSON_TYPE];
  const json = offered.filter(isJson);
  return json.length > 0 ? json : offered;
}

function withoutCharset(mediaType: string): string {
  return mediaType.replace(/\s*;\s*charset=[^;]*/i, "");
}

/** A header cannot contain other characters. */
function isPlain(mediaType: string): boolean {
  return /^[\x21-\x7e][\x20-\x7e]*$/.test(mediaType);
}
