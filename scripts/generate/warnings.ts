import { nodeOf, operationIdOf, operationsOf, placeholdersOf } from "../contract/document.ts";
import type { ContractOperation, ContractResponse, Node } from "../contract/document.ts";
import { canBeJson } from "../contract/media-types.ts";
import { findDynamicReferences } from "../contract/schema-anchors.ts";
import { isUnsent } from "../contract/security.ts";
import { findUnsentFields } from "./field-forms.ts";
import { findShadowedSchemas, nameSchemas } from "./names.ts";
import { canSendParameter } from "./parameter-forms.ts";
import { findReadOnlyDemands } from "./read-only-demands.ts";
import { isBodiless } from "./sent-bodies.ts";
import { findServer, isElsewhere } from "./servers.ts";
import { findUnreadMarks } from "./unread-marks.ts";

/** Weaknesses of a contract that limit the client. */
export type WarningKind =
  | "missing-operation-id"
  | "duplicate-operation-id"
  | "unnamed-schema"
  | "shadowed-schema"
  | "undescribed-response"
  | "unmatched-status"
  | "undeclared-path-parameter"
  | "unused-path-parameter"
  | "unsent-security"
  | "demanded-read-only"
  | "unsent-body"
  | "unsent-parameter"
  | "unsent-encoding"
  | "unsent-fragment"
  | "other-server"
  | "unparsed-response"
  | "uncalled-method"
  | "dynamic-reference"
  | "unread-mark";

/** A kind of weakness, and its places in the contract. */
export interface Warning {
  readonly kind: WarningKind;
  /** Such as `GET /devices`, `id of GET /devices/{id}` or the name of a schema; never empty. */
  readonly places: readonly string[];
}

/** Effect of each kind on users of the client, in one line. */
export const WARNING_TEXTS: Readonly<Record<WarningKind, string>> = {
  "missing-operation-id": "no operationId: known by method and path",
  "duplicate-operation-id": "an operationId that several operations have: known by method and path",
  "unnamed-schema": 'no root type, because its name is taken or unusable: use components["schemas"][…]',
  "shadowed-schema": "a schema named like an export of the SDK: its root type has the suffix Schema",
  "undescribed-response": "a response without the `description` that OpenAPI requires",
  "unmatched-status": "a status that is neither a success nor an error: becomes an unexpected response",
  "undeclared-path-parameter": "a path parameter that is not declared: typed as a string",
  "unused-path-parameter": "a path parameter without a place in the path: required, but not sent",
  "unsent-security": "credentials that the client does not send, such as mutual TLS: pass a fetch that does",
  "demanded-read-only":
    "a readOnly property that requests must have: remove it from `required` in an overlay",
  "unsent-body": "a body of a GET, HEAD or TRACE, which cannot be sent: not in the types",
  "unsent-parameter": "a parameter in a form that the client does not send",
  "unsent-encoding": "a field of a form whose `encoding` the client does not send",
  "unsent-fragment": "a path with a #: HTTP does not send the rest",
  "other-server": "a server on another origin: create a client with its baseUrl",
  "unparsed-response": "a success that is not JSON: pass parseAs",
  "uncalled-method": "TRACE, which the fetch of most platforms refuses to send",
  "dynamic-reference":
    "a $dynamicRef that matches no anchor, or more than one: not followed; if alone, typed as unknown",
  "unread-mark": "a mark (`x-…`) whose value has the wrong form: ignored; quote a text that contains a colon",
};

type Finder = (document: Node, operations: readonly ContractOperation[]) => readonly string[];

const FINDERS: ReadonlyMap<WarningKind, Finder> = new Map<WarningKind, Finder>([
  [
    "missing-operation-id",
    (_, operations) => keysOf(operations, ({ node }) => operationIdOf(node) === undefined),
  ],
  [
    "duplicate-operation-id",
    (_, operations) =>
      keysOf(operations, ({ node, id, key }) => operationIdOf(node) !== undefined && id === key),
  ],
  ["unnamed-schema", findUnnamedSchemas],
  ["shadowed-schema", (document) => findShadowedSchemas(listSchemas(document))],
  [
    "undescribed-response",
    (_, operations) => responsesOf(operations, ({ node }) => node["description"] === undefined),
  ],
  ["unmatched-status", (_, operations) => responsesOf(operations, ({ status }) => !isMatched(status))],
  ["undeclared-path-parameter", (_, operations) => placesOf(operations, ({ undeclared }) => undeclared)],
  [
    "unused-path-parameter",
    (_, operations) =>
      placesOf(operations, ({ parameters, path }) =>
        parameters.filter((parameter) => isUnused(parameter, path)),
      ),
  ],
  [
    "unsent-security",
    (document, operations) => keysOf(operations, (operation) => isUnsent(document, operation)),
  ],
  ["demanded-read-only", findReadOnlyDemands],
  [
    "unsent-body",
    (_, operations) =>
      keysOf(operations, ({ requestBody, method }) => requestBody !== undefined && isBodiless(method)),
  ],
  [
    "unsent-parameter",
    (document, operations) =>
      placesOf(operations, ({ parameters }) =>
        parameters.filter((parameter) => !canSendParameter(document, parameter)),
      ),
  ],
  [
    "unsent-encoding",
    (document, operations) =>
      operations.flatMap((operation) =>
        findUnsentFields(document, operation).map((name) => `${name} of ${operation.key}`),
      ),
  ],
  ["unsent-fragment", (_, operations) => keysOf(operations, ({ path }) => path.includes("#"))],
  [
    "other-server",
    (document, operations) =>
      keysOf(operations, (operation) => {
        const server = findServer(document, operation);
        return server !== undefined && isElsewhere(document, server);
      }),
  ],
  [
    "unparsed-response",
    (_, operations) =>
      keysOf(operations, ({ responses, method }) =>
        responses.some(({ status, node }) => {
          const hasContent = Object.keys(nodeOf(node["content"])).length > 0;
          return status.startsWith("2") && method !== "HEAD" && hasContent && !canBeJson(node);
        }),
      ),
  ],
  ["uncalled-method", (_, operations) => keysOf(operations, ({ method }) => method === "TRACE")],
  ["dynamic-reference", findDynamicReferences],
  ["unread-mark", findUnreadMarks],
]);

/** The weaknesses of a contract, by kind. */
export function findWarnings(document: Node): readonly Warning[] {
  const operations = operationsOf(document);
  return [...FINDERS]
    .map(([kind, find]) => ({ kind, places: find(document, operations) }))
    .filter(({ places }) => places.length > 0);
}

function keysOf(
  operations: readonly ContractOperation[],
  isMeant: (operation: ContractOperation) => boolean,
): readonly string[] {
  return operations.filter(isMeant).map(({ key }) => key);
}

function responsesOf(
  operations: readonly ContractOperation[],
  isMeant: (response: ContractResponse) => boolean,
): readonly string[] {
  return operations.flatMap(({ key, responses }) =>
    responses.filter(isMeant).map(({ status }) => `${status} of ${key}`),
  );
}

function placesOf(
  operations: readonly ContractOperation[],
  findParameters: (operation: ContractOperation) => readonly Node[],
): readonly string[] {
  return operations.flatMap((operation) =>
    findParameters(operation).map(({ name }) => `${String(name)} of ${operation.key}`),
  );
}

function findUnnamedSchemas(document: Node): readonly string[] {
  const schemas = listSchemas(document);
  const names = nameSchemas(schemas);
  return schemas.filter((schema) => !names.has(schema));
}

function listSchemas(document: Node): readonly string[] {
  return Object.keys(nodeOf(nodeOf(document["components"])["schemas"]));
}

/** True for the statuses and ranges that types can have: successes, errors and `default`. */
function isMatched(status: string): boolean {
  return /^[245](\d\d|XX)$/.test(status) || status === "default";
}

function isUnused(parameter: Node, path: string): boolean {
  return parameter["in"] === "path" && !placeholdersOf(path).includes(String(parameter["name"]));
}
