import type { JsonObject } from "../text/json.ts";
import { refuseMissing } from "./refusal.ts";
import type { CalledOperation } from "./routes.ts";

/**
 * Refuses a body that refers to an unknown object.
 *
 * @param pointer JSON pointer of `body` in the request body, for the message. Default: the whole body.
 * @throws Refusal that names the field
 */
export type DemandReferences = (operation: CalledOperation, body: JsonObject, pointer?: string) => void;

/**
 * Creates the check of references.
 *
 * @param objects known objects by kind: `customer_id` refers to a `customer`
 */
export function createReferences(
  objects: Readonly<Record<string, ReadonlyMap<string, unknown>>>,
): DemandReferences {
  return (operation, body, pointer = "") => {
    for (const [kind, known] of Object.entries(objects)) {
      const id = body[`${kind}_id`];
      if (typeof id !== "string" || known.has(id)) continue;
      throw refuseMissing(
        operation,
        `${pointer}/${kind}_id must be the ID of a ${kind}; there is no "${id}"`,
      );
    }
  };
}
