import type { Device } from "../../generated/schema.ts";
import { isJsonObject } from "../text/json.ts";
import type { JsonObject } from "../text/json.ts";
import { pickShared } from "./examples.ts";
import type { Examples } from "./examples.ts";
import { createIds } from "./ids.ts";
import { formatTimestamp } from "./world/timestamp.ts";

/** Stored object. Fields that depend on other objects are added when it is read. */
export interface StoredObject extends JsonObject {
  readonly id: string;
}

/** Settings for new objects. */
export interface ObjectSettings {
  readonly accountId: string;
  /** The clock, in milliseconds. */
  readonly now: () => number;
  /** The source of the fields that the server sets. */
  readonly examples: Examples;
}

/** Fields of a new object that differ from the contract's example. */
export interface NewFields {
  /** Values instead of the example's, unless the request sets others. Default: none. */
  readonly initial?: JsonObject;
  /** Fields of the example that a new object does not have yet. Default: none. */
  readonly absent?: readonly string[];
}

/** Creates objects of one kind. */
export interface ObjectMaker {
  /** Name of the kind: `"device"`. */
  readonly kind: string;
  /** Creates an object from the request body, without storing it. */
  readonly make: (body: JsonObject) => StoredObject;
}

/**
 * Creates objects from the request and the contract's example, which supplies the fields that only the server sets.
 *
 * @param path of the list: `"/devices"`
 */
export function createObjectMaker(
  path: string,
  { initial = {}, absent = [] }: NewFields,
  { accountId, now, examples }: ObjectSettings,
): ObjectMaker {
  const found = examples[`GET ${path}/{id}`]?.responses[200];
  const example = isJsonObject(found) ? found : {};
  const { id, object: kind } = example;
  const nextId = createIds(/^[a-z]+(?=_)/.exec(String(id))?.[0] ?? "obj");
  const setByServer = Object.entries(example).filter(
    ([name]) => !absent.includes(name) && !(name in pickShared(examples, `POST ${path}`, example)),
  );
  return {
    kind: String(kind),
    make: (body) => ({
      ...Object.fromEntries(setByServer),
      ...initial,
      ...pickShared(examples, `POST ${path}`, body),
      ...({
        id: nextId(),
        live_mode: false,
        time_created: formatTimestamp(now()),
        account_id: accountId,
      } satisfies Partial<Device>),
    }),
  };
}
