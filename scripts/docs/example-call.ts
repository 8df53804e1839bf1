import { format } from "prettier";
import { nodeOf, textOf } from "../contract/document.ts";
import type { ContractOperation, Node } from "../contract/document.ts";
import { jsonContentOf } from "../contract/error-responses.ts";
import { composeSample, exampleOf } from "../generate/samples.ts";
import { merge } from "./properties.ts";

/** A call of an operation, as a program that compiles, with the contract's examples for what has to be given. */
export async function writeExampleCall(document: Node, operation: ContractOperation): Promise<string> {
  const init = Object.entries({
    params: readParams(document, operation),
    body: readExampleBody(document, operation.requestBody),
  }).filter(([, value]) => value !== undefined);
  const words = [JSON.stringify(operation.path)];
  if (init.length > 0) words.push(JSON.stringify(Object.fromEntries(init)));
  const call = `flatpeak.${operation.method}(${words.join(", ")})`;
  const program = [
    'import { createClient } from "flatpeak";',
    "",
    "const flatpeak = createClient();",
    `const { data, error } = await ${call};`,
    "if (error) throw error;",
    `console.log(${resultOf(document, operation)});`,
  ].join("\n");
  return format(program, { parser: "typescript", printWidth: 90 });
}

/** Path parameters, and of the query what a first call has: of a list its limit alone. */
function readParams(document: Node, { parameters }: ContractOperation): Node | undefined {
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

/** What the program prints; of an answer with a token in it, something else. */
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
