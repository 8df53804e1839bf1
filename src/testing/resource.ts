import type { Device, paths } from "../../generated/schema.ts";
import type { OperationData } from "../types/operations.ts";
import { badRequest, exampleResponse, exampleError, notFound, successStatus } from "./plain-response.ts";
import type { PlainResponse } from "./plain-response.ts";
import { pickShared } from "./examples.ts";
import { createObjectMaker } from "./new-object.ts";
import type { NewFields, ObjectSettings, StoredObject } from "./new-object.ts";
import type { JsonObject } from "../text/json.ts";
import { cutPage, readPageRequest } from "./paging.ts";
import type { DemandReferences } from "./references.ts";
import type { CalledOperation } from "./routes.ts";
import { readObject } from "./world/fields.ts";

/** Call whose operation and credentials have been checked. */
export interface AdmittedCall {
  readonly operation: CalledOperation;
  readonly query: URLSearchParams;
  /** Parsed JSON; an empty object if the request had none. */
  readonly body: unknown;
}

/**
 * Handles one operation.
 *
 * @throws Refusal, which has the response, if the call is refused
 */
export type Handler = (call: AdmittedCall) => PlainResponse;

/** The lists whose objects are created, fetched, updated and deleted under `{id}`. */
type ListPath = {
  [Path in keyof paths]: paths[Path] extends Record<"get" | "post", object>
    ? Path extends `/${string}`
      ? `${Path}/{id}` extends keyof paths
        ? paths[`${Path}/{id}`] extends Record<"get" | "patch" | "delete", object>
          ? Path
          : never
        : never
      : never
    : never;
}[keyof paths];

/** A kind of object that is created, listed, fetched, updated and deleted under one path. */
export interface Resource extends NewFields {
  /** Path of the list: `"/devices"`. */
  readonly path: ListPath;
  /** In order of creation. */
  readonly objects: Map<string, StoredObject>;
  /** Fields of an update that have another name in the object. Default: none. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** Returns an object as responses show it. Default: as stored. */
  readonly show?: (object: StoredObject) => JsonObject;
  /** Removes the parts of an object. Default: nothing. */
  readonly removeParts?: (id: string) => void;
}

/** Settings of {@link createHandlers}. */
export interface ResourceSettings extends ObjectSettings {
  /** Called after an object was created, changed or deleted, with the object as responses showed it last. */
  readonly onChange: (kind: string, verb: "create" | "update" | "delete", object: JsonObject) => void;
  readonly demandReferences: DemandReferences;
}

/** The five operations of a resource, by method and path template. */
export function createHandlers(
  resource: Resource,
  settings: ResourceSettings,
): Readonly<Record<string, Handler>> {
  const { path, objects } = resource;
  const { examples, onChange, demandReferences } = settings;
  const { kind, make } = createObjectMaker(path, resource, settings);
  const show = (object: StoredObject): JsonObject => resource.show?.(object) ?? object;

  const succeed = ({ entry }: CalledOperation, body: unknown): PlainResponse => ({
    status: successStatus(entry),
    body,
  });

  const onObject =
    (act: (object: StoredObject, call: AdmittedCall) => PlainResponse): Handler =>
    (call) => {
      const id = call.operation.params["id"] ?? "";
      const object = objects.get(id);
      return object === undefined ? notFound(`No such ${kind}: ${id}`) : act(object, call);
    };

  const list: Handler = ({ operation, query }) => {
    const request = readPageRequest(query, examples[operation.key]?.integers);
    if ("problem" in request) return badRequest(request.problem);
    const filters = Object.entries(pickShared(examples, operation.key, Object.fromEntries(query)));
    const page = cutPage([...objects.values()].reverse(), request, (object) =>
      filters.every(([name, value]) => object[name] === value),
    );
    if ("missing" in page) return notFound(`No such ${kind}: ${page.missing}`);
    return succeed(operation, {
      object: "list",
      url: path,
      has_more: page.hasMore,
      data: page.data.map(show),
    } satisfies Record<keyof OperationData<"list-devices">, unknown>);
  };

  const create: Handler = ({ operation, body: sent }) => {
    const body = readObject(sent);
    demandReferences(operation, body);
    const { reference_id: reference }: Partial<Device> = body;
    // Only if the contract documents the conflict; otherwise the API's behavior is unknown.
    const unique = typeof reference === "string" && reference !== "" && "409" in operation.entry.errors;
    if (unique && [...objects.values()].some((other: Partial<Device>) => other.reference_id === reference)) {
      return exampleError(operation, examples, 409, { message: "Reference ID already exists" });
    }
    const object = make(body);
    objects.set(object.id, object);
    const shown = show(object);
    onChange(kind, "create", shown);
    return succeed(operation, shown);
  };

  const readUpdate = ({ key }: CalledOperation, body: JsonObject): JsonObject => {
    const renamed = Object.entries(resource.renamed ?? {}).flatMap(([name, field]): [string, unknown][] =>
      name in body ? [[field, body[name]]] : [],
    );
    return { ...pickShared(examples, key, body), ...Object.fromEntries(renamed) };
  };

  return {
    [`GET ${path}`]: list,
    [`POST ${path}`]: create,
    [`GET ${path}/{id}`]: onObject((object, { operation }) => succeed(operation, show(object))),
    [`PATCH ${path}/{id}`]: onObject((object, { operation, body: sent }) => {
      const body = readObject(sent);
      demandReferences(operation, body);
      const updated = { ...object, ...readUpdate(operation, body) };
      objects.set(object.id, updated);
      const shown = show(updated);
      onChange(kind, "update", shown);
      return succeed(operation, shown);
    }),
    [`DELETE ${path}/{id}`]: onObject((object, { operation }) => {
      const shown = show(object);
      objects.delete(object.id);
      onChange(kind, "delete", shown);
      resource.removeParts?.(object.id);
      return exampleResponse(operation, examples);
    }),
  };
}
