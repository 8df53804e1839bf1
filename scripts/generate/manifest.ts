import { findBodyShape } from "../contract/body-shapes.ts";
import type { BodyShape } from "../contract/body-shapes.ts";
import { nodeOf, operationsOf, resolve, textOf } from "../contract/document.ts";
import type { ContractOperation, ContractResponse, Node } from "../contract/document.ts";
import { isErrorStatus } from "../contract/error-responses.ts";
import { findNamedSchemes, findSecurity } from "../contract/security.ts";
import { formOf, sentMediaTypeOf } from "../contract/media-types.ts";
import { findAccept } from "./accept.ts";
import { findFieldForms } from "./field-forms.ts";
import { checkOneLogin, readLoginMark, readRefusedCode } from "./login-mark.ts";
import { findForms } from "./parameter-forms.ts";
import { findBaseUrl, findServer } from "./servers.ts";

/** The parts of the contract that the client needs at run time. */
export function renderManifest(document: Node): string {
  const versionHeader = findVersionHeader(document);
  const found = operationsOf(document);
  checkOneLogin(found);
  const operations = new Map(
    found.map((operation) => [operation.key, describeOperation(document, operation, versionHeader)]),
  );
  const described = [...operations.values()];
  const schemes = findNamedSchemes(
    document,
    described.map(({ security }) => security),
  );
  const manifest = {
    baseUrl: findBaseUrl(document),
    apiVersion: versionOf(document),
    versionHeader,
    refusedCode: readRefusedCode(document),
    schemes,
    operations: Object.fromEntries(operations),
  };
  /** Code that only some manifests need: fields with functions. */
  const code: readonly (readonly [field: string, name: string])[] = [
    ...(described.some(({ wire }) => wire !== undefined) ? [["encode", "encodeRequest"] as const] : []),
    ...(schemes === undefined ? [] : [["secure", "secureRequest"] as const]),
  ];
  const imported = code.map(([, name]) => name).join(", ");
  const before = imported === "" ? "" : `import { ${imported} } from "flatpeak";\n\n`;
  // Without its type, `isolatedDeclarations` refuses an imported name.
  const fields = code.map(([field, name]) => `${field}: ${name} as typeof ${name}, `).join("");
  // In a literal, the plain name would set the prototype instead of a property.
  const literal = JSON.stringify(manifest).replaceAll(/(?<=[{,])"__proto__"(?=:)/g, '["__proto__"]');
  return `${before}/** The parts of the contract that the client needs at run time. */
export const manifest = {${fields}${literal.slice(1)} as const;
`;
}

function describeOperation(document: Node, operation: ContractOperation, versionHeader: string | undefined) {
  const security = findSecurity(document, operation);
  return {
    operationId: operation.id,
    security,
    login: readLoginMark(operation, security),
    contentType: findContentType(operation),
    accept: findAccept(operation),
    wire: describeWire(document, operation),
    versioned: operation.parameters.some(
      (parameter) => parameter["in"] === "header" && parameter["name"] === versionHeader,
    ),
    idempotent: operation.idempotent,
    success: shapesOf(document, successesOf(operation)),
    errors: shapesOf(
      document,
      operation.responses.filter(({ status }) => isErrorStatus(status)),
    ),
  };
}

/** Parts of a request that the core cannot write; see the `Wire` of the run time. */
function describeWire(document: Node, operation: ContractOperation): Node | undefined {
  const mediaType = sentMediaTypeOf(operation.requestBody) ?? "application/json";
  const wire = {
    body: formOf(mediaType) === "json" ? undefined : true,
    fields: findFieldForms(document, operation),
    query: findForms(document, operation, "query"),
    header: findForms(document, operation, "header"),
    path: findForms(document, operation, "path"),
    server: findServer(document, operation),
    suffix: /[?#]/.test(operation.path) ? true : undefined,
  };
  return Object.values(wire).some((fact) => fact !== undefined) ? wire : undefined;
}

/** For a wildcard that includes JSON, the client sends JSON. */
function findContentType({ requestBody }: ContractOperation): string | undefined {
  const mediaType = sentMediaTypeOf(requestBody);
  if (mediaType === undefined || mediaType === "application/json") return undefined;
  return mediaType.includes("*") && formOf(mediaType) === "json" ? undefined : mediaType;
}

/** `default` covers all undocumented statuses: the remaining errors, and successes only if there is no 2xx. */
function successesOf({ responses }: ContractOperation): readonly ContractResponse[] {
  const successes = responses.filter(({ status }) => status.startsWith("2"));
  return successes.length > 0 ? successes : responses.filter(({ status }) => status === "default");
}

function shapesOf(document: Node, responses: readonly ContractResponse[]): Record<string, BodyShape> {
  return Object.fromEntries(responses.map(({ status, node }) => [status, findBodyShape(document, node)]));
}

/**
 * The header parameter that has the contract's own version as its default. An example counts only if the name agrees:
 * any header may have the example `1`.
 */
export function findVersionHeader(document: Node): string | undefined {
  const version = versionOf(document);
  const parameter = operationsOf(document)
    .flatMap(({ parameters }) => parameters)
    .find(
      ({ in: place, name, schema, example }) =>
        place === "header" &&
        (resolve(document, schema)["default"] === version ||
          (example === version && /version|release/i.test(textOf(name) ?? ""))),
    );
  return textOf(parameter?.["name"]);
}

export function versionOf(document: Node): string {
  return textOf(nodeOf(document["info"])["version"]) ?? "";
}
