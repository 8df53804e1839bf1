import { listOf, operationsOf, resolve, textOf } from "../contract/document.ts";
import type { ContractOperation, Node } from "../contract/document.ts";
import { createSchemaRewriter, jsonSchemaOf } from "./body-schemas.ts";
import type { SchemaRewriter } from "./body-schemas.ts";
import { compileSchemas, shake } from "./validators.ts";

/** Types of the module. */
export const REQUEST_VALIDATOR_TYPES = `import type { Validator } from "./validators.js";

export type { ValidationError } from "./validators.js";

/** Validators of a request. Unknown names are errors with the keyword \`additionalProperties\` or \`unevaluatedProperties\`. */
export interface RequestValidators {
  /** Validates the parsed JSON of the body, and accepts bodies of other media types; null if an operation has no body. */
  readonly body: Validator | null;
  /** True if the body is required. */
  readonly bodyRequired: boolean;
  readonly path: ParameterValidator;
  readonly query: ParameterValidator;
  /** Headers, by lower-case name. Headers that are not in the contract are not errors. */
  readonly header: ParameterValidator;
}

/** Validates parameters by name, as values of their types. */
export interface ParameterValidator {
  readonly validate: Validator;
  /**
   * The JSON type of each parameter, because requests have them as strings. Parameters of other types are strings
   * here, and only their presence is validated.
   */
  readonly types: Readonly<Record<string, "string" | "integer" | "number" | "boolean">>;
}

/** Validators of requests by operationId. */
export declare const requests: Readonly<Record<string, RequestValidators>>;
`;

const PLACES = ["path", "query", "header"] as const;
const SCALARS = ["string", "integer", "number", "boolean"];

/**
 * Renders functions that compare requests with the contract, for the fake: the module
 * `generated/request-validators.js`. They check limits and the formats of dates, too.
 */
export function renderRequestValidators(document: Node): string {
  const rewriter = createSchemaRewriter(document, "request");
  const operations = operationsOf(document).map((operation) => {
    const { id, requestBody } = operation;
    // If a body is not JSON, only its presence is validated.
    const schema = requestBody && (jsonSchemaOf(requestBody) ?? {});
    return {
      id,
      body: schema === undefined ? undefined : rewriter.rewrite(schema),
      bodyRequired: requestBody?.["required"] === true,
      parameters: PLACES.map((place) => readParameters(document, operation, place, rewriter)),
    };
  });
  const pointers = operations.flatMap(({ body, parameters }) => [
    body,
    ...parameters.map(({ pointer }) => pointer),
  ]);
  const { code, nameOf } = compileSchemas(rewriter.root(), pointers);
  const entries = operations.map(({ id, body, bodyRequired, parameters }) => {
    const places = parameters.map(
      ({ place, pointer, types }) =>
        `${place}: { validate: ${nameOf(pointer)}, types: ${JSON.stringify(types)} }`,
    );
    return `${JSON.stringify(id)}: { body: ${nameOf(body)}, bodyRequired: ${String(bodyRequired)}, ${places.join(", ")} }`;
  });
  return shake([code, `export const requests = { ${entries.join(",\n")} };`]);
}

/** The parameters of one place as the schema of an object. */
function readParameters(
  document: Node,
  operation: ContractOperation,
  place: (typeof PLACES)[number],
  rewriter: SchemaRewriter,
): { readonly place: string; readonly pointer: string; readonly types: Node } {
  const found = operation.parameters
    .filter((parameter) => parameter["in"] === place)
    .map((parameter) => {
      const name = String(parameter["name"]);
      const schema = parameter["schema"] ?? (parameter["content"] === undefined ? { type: "string" } : {});
      const type = typeOf(document, schema);
      const isScalar = SCALARS.includes(type);
      return {
        name: place === "header" ? name.toLowerCase() : name,
        // A list or an object may be written in many forms.
        schema: isScalar ? schema : {},
        type: isScalar ? type : "string",
        // An object may be sent as parameters with the names of its properties.
        isSpread: type === "object",
        required: place === "path" || parameter["required"] === true,
      };
    });
  const pointer = rewriter.rewrite({
    type: "object",
    properties: Object.fromEntries(found.map(({ name, schema }) => [name, schema])),
    required: found.filter(({ required, isSpread }) => required && !isSpread).map(({ name }) => name),
    additionalProperties: place === "header" || found.some(({ isSpread }) => isSpread),
  });
  return { place, pointer, types: Object.fromEntries(found.map(({ name, type }) => [name, type])) };
}

/** The single type of a parameter in the contract; empty if there is none. */
function typeOf(document: Node, schema: unknown): string {
  const node = resolve(document, schema);
  const [only] = listOf(node["allOf"]);
  return textOf(node["type"]) ?? (only === undefined ? "" : typeOf(document, only));
}
