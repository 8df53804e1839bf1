import { nodeOf } from "../contract/document.ts";
import type { ContractOperation, ContractResponse } from "../contract/document.ts";
import { isErrorStatus } from "../contract/error-responses.ts";
import { isJson } from "../contract/media-types.ts";

const JSON_TYPE = "application/json";

/**
 * What the client sends in `accept`: for each response its JSON types, else all its types. Successes come first.
 *
 * @returns `undefined` for `application/json` alone, which the client sends otherwise
 */
export function findAccept({ responses }: ContractOperation): string | undefined {
  const successes = responses.filter(({ status }) => !isErrorStatus(status));
  const errors = responses.filter(({ status }) => isErrorStatus(status));
  const types = [...successes, ...errors].flatMap(readTypes);
  const accept = [...new Set(types)].join(", ") || "*/*";
  return accept === JSON_TYPE ? undefined : accept;
}

/** The types judge by `application/json` where there are several, and so does this. */
function readTypes({ node }: ContractResponse): readonly string[] {
  const offered = Object.keys(nodeOf(node["content"])).map(withoutCharset).filter(isPlain);
  if (offered.includes(JSON_TYPE)) return [JSON_TYPE];
  const json = offered.filter(isJson);
  return json.length > 0 ? json : offered;
}

function withoutCharset(mediaType: string): string {
  return mediaType.replace(/\s*;\s*charset=[^;]*/i, "");
}

/** A header cannot carry anything else. */
function isPlain(mediaType: string): boolean {
  return /^[\x21-\x7e][\x20-\x7e]*$/.test(mediaType);
}
