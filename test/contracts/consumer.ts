import { fileURLToPath } from "node:url";
import { nodeOf, operationsOf } from "../../scripts/contract/document.ts";
import type { ContractOperation, Node } from "../../scripts/contract/document.ts";

const SOURCE = fileURLToPath(new URL("../../src", import.meta.url));
const METHODS = ["GET", "PUT", "POST", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/**
 * A program for a generated contract: it calls every operation, uses the data, narrows the errors by every documented
 * status, and reads the body. Types that are `any` or `never` do not compile.
 */
export function renderConsumer(document: Node): string {
  const operations = operationsOf(document).filter(({ method }) => METHODS.includes(method));
  return `import type { Client, Init } from ${JSON.stringify(`${SOURCE}/types/calls.ts`)};
import type { operations, paths } from "./schema.ts";

declare const client: Client<paths>;
declare const init: never;

type Sound<Value> = 0 extends 1 & Value ? "is any" : [Value] extends [never] ? "is never" : "sound";
declare function expectSound<Value>(verdict: Sound<Value>): void;

${operations.map(renderCall).join("\n")}
`;
}

function renderCall(
  { key, id, method, path, requestBody, responses }: ContractOperation,
  index: number,
): string {
  const statuses = responses.map(({ status }) => status);
  const errors = statuses.filter((status) => /^[45]\d\d$/.test(status));
  const isTotal = !statuses.some((status) => /^(default|[45]XX)$/.test(status));
  // The body of a GET or a HEAD cannot be sent, so the types have none.
  const hasBody =
    !["GET", "HEAD"].includes(method) && Object.keys(nodeOf(requestBody?.["content"])).length > 0;
  return `// ${key.replaceAll(/\s+/g, " ")}
export async function call${index}() {
  const { data, error } = await client.${method}(${JSON.stringify(path)}, init);
  expectSound<operations[${JSON.stringify(id)}]>("sound");
  expectSound<typeof error>("sound");
${hasBody ? `  expectSound<Init<paths, ${JSON.stringify(path)}, "${method.toLowerCase()}">["body"]>("sound");\n` : ""}  if (!error) {
    expectSound<typeof data>("sound");
    return data;
  }
  switch (error.status) {
${errors.map((status) => `    case ${status}:\n      expectSound<typeof error.body>("sound");\n      error.documented satisfies true;\n      return error.body;`).join("\n")}
    case undefined:
      return error.kind;
    default:
      ${isTotal ? "error.documented satisfies false" : "error.documented satisfies boolean"};
      return error.body;
  }
}`;
}
