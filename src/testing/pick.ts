import type { JsonObject } from "../text/json.ts";

/** The named fields of an object, as far as it has them. */
export function pick(object: JsonObject, fields: readonly string[]): JsonObject {
  return Object.fromEntries(fields.filter((field) => field in object).map((field) => [field, object[field]]));
}
