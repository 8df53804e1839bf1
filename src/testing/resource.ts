import { badRequest, exampleAnswer, exampleError, notFound, successStatus } from "./answers.ts";
import type { PlainAnswer } from "./answers.ts";
import type { Examples } from "./examples.ts";
import type { JsonObject } from "../text/json.ts";
import { cutPage, readPageRequest } from "./paging.ts";
import type { CalledOperation } from "./routes.ts";

/** A call that was let in: the operation is known, the credentials hold. */
export interface AdmittedCall {
  readonly operation: CalledOperation;
  readonly query: URLSearchParams;
  /** Empty if the request had none. */
  readonly body: JsonObject;
}

/** Answers one operation. */
export type Handler = (call: AdmittedCall) => PlainAnswer;

/** An object as it is kept; what hangs on other objects is added when it is shown. */
export interface StoredObject extends JsonObject {
  readonly id: string;
}

/** A kind of object that is created, listed, fetched, updated and deleted under one path. */
export interface Resource {
  /** Path of the list: `"/devices"`. */
  readonly path: string;
  /** Name of the kind: `"device"`. */
  readonly kind: string;
  /** In order of creation. */
  readonly objects: Map<string, StoredObject>;
  /** Query parameters of the list that select by the field of the same name. */
  readonly filters: readonly string[];
  /** Makes an object, not yet kept, of what was sent. */
  readonly make: (body: JsonObject) => StoredObject;
  /** The fields that an update changes. */
  readonly readUpdate: (body: JsonObject) => JsonObject;
  /** The object as answers show it. */
  readonly show: (object: StoredObject) => JsonObject;
  /** Removes the object and all that goes with it. */
  readonly remove: (id: string) => void;
  /** Another object that has to exist before this one can; undefined if nothing is missing. */
  readonly findMissing?: (body: JsonObject) => string | undefined;
}

/** The five operations of a resource, by method and path template. */
export function createHandlers(resource: Resource, examples: Examples): Readonly<Record<string, Handler>> {
  const { path, kind, objects, show } = resource;

  const succeed = ({ entry }: CalledOperation, body: unknown): PlainAnswer => ({
    status: successStatus(entry),
    body,
  });

  const onObject =
    (act: (object: StoredObject, call: AdmittedCall) => PlainAnswer): Handler =>
    (call) => {
      const id = call.operation.params["id"] ?? "";
      const object = objects.get(id);
      return object === undefined ? notFound(`No such ${kind}: ${id}`) : act(object, call);
    };

  const list: Handler = ({ operation, query }) => {
    const request = readPageRequest(query);
    if ("problem" in request) return badRequest(request.problem);
    const filters = resource.filters.flatMap((name) => {
      const value = query.get(name);
      return value === null ? [] : [{ name, value }];
    });
    const page = cutPage([...objects.values()].reverse(), request, (object) =>
      filters.every(({ name, value }) => object[name] === value),
    );
    if ("missing" in page) return notFound(`No such ${kind}: ${page.missing}`);
    return succeed(operation, {
      object: "list",
      url: path,
      has_more: page.hasMore,
      data: page.data.map(show),
    });
  };

  const create: Handler = ({ operation, body }) => {
    const missing = resource.findMissing?.(body);
    if (missing !== undefined) return notFound(missing);
    const reference = body["reference_id"];
    // Only where the contract documents the conflict: elsewhere nobody knows what the API does.
    const unique = typeof reference === "string" && reference !== "" && "409" in operation.entry.errors;
    if (unique && [...objects.values()].some((object) => object["reference_id"] === reference)) {
      return exampleError(operation, examples, 409, { message: "Reference ID already exists" });
    }
    const object = resource.make(body);
    objects.set(object.id, object);
    return succeed(operation, show(object));
  };

  return {
    [`GET ${path}`]: list,
    [`POST ${path}`]: create,
    [`GET ${path}/{id}`]: onObject((object, { operation }) => succeed(operation, show(object))),
    [`PATCH ${path}/{id}`]: onObject((object, { operation, body }) => {
      const updated = { ...object, ...resource.readUpdate(body) };
      objects.set(object.id, updated);
      return succeed(operation, show(updated));
    }),
    [`DELETE ${path}/{id}`]: onObject((object, { operation }) => {
      resource.remove(object.id);
      return exampleAnswer(operation, examples);
    }),
  };
}
