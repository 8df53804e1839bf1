import { STATUS_CODES } from "node:http";
import {
  isNode,
  nodeOf,
  operationsOf,
  resolve,
  textOf,
  type ContractOperation,
  type ContractResponse,
  type Node,
} from "../contract/document.ts";
import { extendPointer } from "../contract/pointer.ts";
import { PointerError } from "../contract/contract-error.ts";
import { isJson } from "../contract/media-types.ts";
import { findRequestFacts } from "./request-facts.ts";
import type { RequestFacts } from "./request-facts.ts";
import { composeSample, exampleOf } from "./samples.ts";

/** An example body as TypeScript, and the component that it was read from. */
interface Body {
  readonly text: string;
  readonly component: string | undefined;
}

interface OperationExamples extends RequestFacts {
  readonly key: string;
  readonly path: Node;
  readonly query: Node;
  readonly body: Body | undefined;
  readonly responses: ReadonlyMap<string, Body>;
}

/** Maximum number of characters of the module: small examples of many operations can add up. */
const MOST_TEXT = 20_000_000;

/**
 * Renders examples of every operation's parameters, request body and responses: the module `generated/examples.ts`.
 *
 * @throws PointerError if the examples are too large
 */
export function renderExamples(document: Node): string {
  const textOfResponse = createResponseTexts(document);
  const operations = operationsOf(document).map((operation) =>
    readExamples(document, operation, textOfResponse),
  );
  const components = operations.flatMap(componentBodiesOf);
  const names = nameShared(components);
  const textOfBody = (body: Body): string =>
    isComponent(body) ? (names.get(idOf(body)) ?? body.text) : body.text;
  const constants = new Map(
    components.flatMap((body) => {
      const name = names.get(idOf(body));
      return name === undefined ? [] : [[name, `const ${name} = ${body.text} as const;\n`]];
    }),
  );
  let room = MOST_TEXT;
  const lines: string[] = [];
  for (const operation of operations) {
    const text = renderOperation(operation, textOfBody);
    room -= text.length;
    if (room < 0) {
      const [method = "", path = ""] = operation.key.split(" ");
      const pointer = [path, method.toLowerCase()].reduce(extendPointer, "#/paths");
      throw new PointerError(
        pointer,
        `the examples up to this operation need more than ${MOST_TEXT} characters; put shared ones under components`,
      );
    }
    lines.push(text);
  }
  return [...constants.values(), "export const examples = {", ...lines, "} as const;\n"].join("\n");
}

function readExamples(
  document: Node,
  operation: ContractOperation,
  textOfResponse: (response: ContractResponse) => string,
): OperationExamples {
  const { key, parameters, requestBody, responses, node } = operation;
  const valuesOf = (place: string, isShown: (parameter: Node) => boolean): Node =>
    Object.fromEntries(
      parameters
        .filter((parameter) => parameter["in"] === place && isShown(parameter))
        .map((parameter) => [String(parameter["name"]), sampleParameter(document, parameter)]),
    );
  return {
    key,
    path: valuesOf("path", () => true),
    query: valuesOf(
      "query",
      (parameter) => parameter["required"] === true || carriesExample(document, parameter),
    ),
    body: requestBody && {
      text: literal(sampleRequestBody(document, requestBody)),
      component: textOf(nodeOf(node["requestBody"])["$ref"]),
    },
    ...findRequestFacts(document, operation),
    responses: new Map(
      responses.map((response) => [
        response.status,
        {
          text: textOfResponse(response),
          component: response.reference,
        },
      ]),
    ),
  };
}

/** Examples of shared parts are composed once. */
function createResponseTexts(document: Node): (response: ContractResponse) => string {
  const sharedErrors = findSharedErrors(document);
  const known = new Map<string, string>();
  return (response) => {
    const key = `${response.status} ${response.reference ?? ""}`;
    const text = known.get(key) ?? literal(sampleResponse(document, response, sharedErrors));
    if (response.reference !== undefined) known.set(key, text);
    return text;
  };
}

function carriesExample(document: Node, parameter: Node): boolean {
  const schema = resolve(document, parameter["schema"]);
  return [parameter, schema].some((node) => exampleOf(document, node) !== undefined);
}

function sampleParameter(document: Node, parameter: Node): unknown {
  const example = exampleOf(document, parameter);
  if (example !== undefined) return example;
  const schema = parameter["schema"] ?? mediaOf(parameter)?.["schema"];
  return composeSample(document, schema, { use: "request", optional: "exemplified" })?.value;
}

function sampleRequestBody(document: Node, requestBody: Node): unknown {
  const media = mediaOf(requestBody);
  if (media === undefined) return undefined;
  const example = exampleOf(document, media);
  if (example !== undefined) return example;
  const sample = composeSample(document, media["schema"], { use: "request", optional: "exemplified" });
  if (sample?.exemplified === true) return sample.value;
  return composeSample(document, media["schema"], { use: "request", optional: "all" })?.value;
}

function sampleResponse(
  document: Node,
  { status, node }: ContractResponse,
  sharedErrors: ReadonlySet<string>,
): unknown {
  const media = mediaOf(node);
  if (media === undefined) return undefined;
  const example = exampleOf(document, media);
  if (example !== undefined) return example;
  const schema = media["schema"];
  if (!sharedErrors.has(textOf(nodeOf(schema)["$ref"]) ?? "")) {
    return composeSample(document, schema, { use: "response", optional: "exemplified" })?.value;
  }
  const sample = composeSample(document, schema, { use: "response", optional: "none" })?.value;
  const message = STATUS_CODES[status];
  return message !== undefined && hasMessage(document, schema) ? { ...nodeOf(sample), message } : sample;
}

function hasMessage(document: Node, schema: unknown): boolean {
  const whole = composeSample(document, schema, { use: "response", optional: "all" })?.value;
  return typeof nodeOf(whole)["message"] === "string";
}

/** Body schemas that errors of several statuses share: an example in the schema belongs to only one of the errors. */
function findSharedErrors(document: Node): ReadonlySet<string> {
  const statuses = new Map<string, Set<string>>();
  for (const { status, node } of operationsOf(document).flatMap(({ responses }) => responses)) {
    const reference = textOf(nodeOf(mediaOf(node)?.["schema"])["$ref"]);
    if (reference === undefined || /^[123]/.test(status)) continue;
    statuses.set(reference, (statuses.get(reference) ?? new Set()).add(status));
  }
  return new Set([...statuses].filter(([, users]) => users.size > 1).map(([reference]) => reference));
}

/** The JSON media type, or the first if there is none. */
function mediaOf(node: Node): Node | undefined {
  const content = Object.entries(nodeOf(node["content"]));
  const [, media] = content.find(([type]) => isJson(type)) ?? content[0] ?? [];
  return isNode(media) ? media : undefined;
}

/** The bodies that operations refer to; inline bodies belong to one operation. */
function componentBodiesOf({ body, responses }: OperationExamples): readonly ComponentBody[] {
  return [...(body === undefined ? [] : [body]), ...responses.values()].filter(isComponent);
}

interface ComponentBody extends Body {
  readonly component: string;
}

function isComponent(body: Body): body is ComponentBody {
  return body.component !== undefined;
}

// One component may have several texts: the message of a shared error depends on the status.
function idOf({ component, text }: ComponentBody): string {
  return `${component} ${text}`;
}

/** Names the component bodies that are used more than once. */
function nameShared(components: readonly ComponentBody[]): ReadonlyMap<string, string> {
  const met = new Set<string>();
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const body of components) {
    const id = idOf(body);
    // `as const` accepts only literals, neither null nor undefined.
    if (met.has(id) && !names.has(id) && /^[[{]/.test(body.text)) {
      const base = constantNameOf(body.component);
      let name = base;
      for (let count = 2; taken.has(name); count += 1) name = `${base}_${count}`;
      taken.add(name);
      names.set(id, name);
    }
    met.add(id);
  }
  return names;
}

function constantNameOf(component: string): string {
  const [kind, name = ""] = component.split("/").slice(-2);
  const part = name.replaceAll(/[^A-Za-z0-9_$]+/g, "_");
  return `${kind === "responses" ? "response" : "body"}${part.charAt(0).toUpperCase()}${part.slice(1)}`;
}

function renderOperation(
  { key, path, query, body, responses, sharedFields, integers }: OperationExamples,
  textOfBody: (body: Body) => string,
): string {
  const bodies = [...responses].map(([status, body]) => `${propertyName(status)}: ${textOfBody(body)}`);
  return [
    `${propertyName(key)}: {`,
    ...(Object.keys(path).length > 0 ? [`path: ${literal(path)},`] : []),
    ...(Object.keys(query).length > 0 ? [`query: ${literal(query)},`] : []),
    ...(body === undefined ? [] : [`body: ${textOfBody(body)},`]),
    `responses: { ${bodies.join(", ")} },`,
    ...(sharedFields.length > 0 ? [`sharedFields: ${literal(sharedFields)},`] : []),
    ...(Object.keys(integers).length > 0 ? [`integers: ${literal(integers)},`] : []),
    "},",
  ].join("\n");
}

/** A value as TypeScript. */
export function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (isNode(value)) {
    const properties = Object.entries(value).map(([name, item]) => `${propertyName(name)}: ${literal(item)}`);
    return `{ ${properties.join(", ")} }`;
  }
  // Numbers, too: YAML has some that JSON lacks.
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

function propertyName(name: string): string {
  if (/^[1-9]\d{2}$/.test(name)) return name;
  // As a plain key it would set the prototype.
  return name === "__proto__" ? `["__proto__"]` : JSON.stringify(name);
}
