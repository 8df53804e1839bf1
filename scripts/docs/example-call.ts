import { format } from "prettier";
import { nodeOf, textOf } from "../contract/document.ts";
import type { ContractOperation, Node } from "../contract/document.ts";
import { isErrorStatus, jsonContentOf } from "../contract/error-responses.ts";
import { oneLine } from "../markdown/escape.ts";
import { findCodes } from "../generate/known-codes.ts";
import { composeSample, exampleOf } from "../generate/samples.ts";
import { adviseOn } from "./error-advice.ts";
import { merge } from "./properties.ts";

/** The `init` of a call: `params`, `body`, both or neither. */
export interface ExampleInit {
  readonly params?: {
    readonly path?: Readonly<Record<string, unknown>>;
    readonly query?: Readonly<Record<string, unknown>>;
  };
  readonly body?: unknown;
}

/** The contract's examples for the required parameters and the body. */
export function composeInit(document: Node, operation: ContractOperation): ExampleInit {
  const params = readParams(document, operation);
  const body = readExampleBody(document, operation.requestBody);
  return { ...(params && { params }), ...(body !== undefined && { body }) };
}

/** Writes a call of an operation as a program that compiles. */
export function writeExampleCall(document: Node, operation: ContractOperation): Promise<string> {
  return writeProgram(document, operation, [
    "if (error) throw error;",
    `console.log(${resultOf(document, operation)});`,
  ]);
}

/** Writes the same call with a case for each documented error, as a program that compiles. */
export function writeErrorHandling(document: Node, operation: ContractOperation): Promise<string> {
  const cases = operation.responses
    .filter(({ status }) => /^[45]\d\d$/.test(status))
    .flatMap(({ status, node }) => {
      const [content] = jsonContentOf(node);
      const codes = findCodes(node, nodeOf(content?.["schema"]));
      return [
        `case ${status}: // ${oneLine(codes.length > 0 ? codes.join(", ") : adviseOn(status))}`,
        `console.error(${status === "500" ? '"failed:"' : '"refused:"'}, error.message);`,
        "break;",
      ];
    });
  const isTotal = !operation.responses.some(({ status }) => isErrorStatus(status) && !/^\d+$/.test(status));
  return writeProgram(document, operation, [
    "if (error) {",
    "switch (error.status) {",
    ...cases,
    "case undefined: // no usable response",
    "console.error(error.kind, error.outcome);",
    "break;",
    "default: // any other status",
    ...(isTotal ? ["error.documented satisfies false;"] : []),
    "console.error(error.status, error.body);",
    "}",
    "}",
  ]);
}

function writeProgram(document: Node, operation: ContractOperation, end: readonly string[]): Promise<string> {
  const init = composeInit(document, operation);
  const words = [JSON.stringify(operation.path)];
  if (Object.keys(init).length > 0) words.push(JSON.stringify(init));
  const names = end.some((line) => line.includes("data")) ? "data, error" : "error";
  const program = [
    'import { createClient } from "flatpeak";',
    "",
    "const flatpeak = createClient();",
    `const { ${names} } = await flatpeak.${operation.method}(${words.join(", ")});`,
    ...end,
  ];
  return format(program.join("\n"), { parser: "typescript", printWidth: 90 });
}

/** Path parameters and required query parameters; for a list, also its limit. */
function readParams(document: Node, { parameters }: ContractOperation): ExampleInit["params"] {
  const isList = parameters.some(({ name }) => name === "limit");
  const given = (place: "path" | "query") =>
    parameters
      .filter((parameter) => parameter["in"] === place)
      .filter(({ required, name }) => required === true || name === "limit" || !isList)
      .map((parameter) => [String(parameter["name"]), sampleOf(document, parameter)] as const);
  const groups = (["path", "query"] as const)
    .map((place) => [place, Object.fromEntries(given(place))] as const)
    .filter(([, values]) => Object.keys(values).length > 0);
  return groups.length === 0 ? undefined : Object.fromEntries(groups);
}

function sampleOf(document: Node, parameter: Node): unknown {
  return (
    exampleOf(document, parameter) ??
    composeSample(document, parameter["schema"], { use: "request", optional: "none" })?.value
  );
}

function readExampleBody(document: Node, requestBody: Node | undefined): unknown {
  const [content] = requestBody === undefined ? [] : jsonContentOf(requestBody);
  if (content === undefined) return undefined;
  return (
    exampleOf(document, content) ??
    composeSample(document, content["schema"], { use: "request", optional: "exemplified" })?.value
  );
}

/** The expression that the program prints. It never prints a whole response with a token. */
function resultOf(document: Node, { responses }: ContractOperation): string {
  const [success] = responses.filter(({ status }) => status.startsWith("2"));
  const [content] = success === undefined ? [] : jsonContentOf(success.node);
  const properties = Object.entries(nodeOf(merge(document, content?.["schema"])["properties"]));
  const holdsToken = properties.some(([name, property]) =>
    /token/i.test(`${name} ${textOf(nodeOf(property)["description"]) ?? ""}`),
  );
  if (!holdsToken) return "data";
  const harmless = ["expires_in", "location_id"].find((name) => properties.some(([own]) => own === name));
  return `data.${harmless ?? "object"}`;
}
