import { ContractError } from "../contract/contract-error.ts";
import { nodeOf, textOf } from "../contract/document.ts";
import type { Node } from "../contract/document.ts";

const MARK = "x-webhooks";

/** The required fields of `x-webhooks`, with their forms. */
const FACTS = { prefix: /^[A-Za-z]\w*$/, keys: /^(?:\/[\w.-]+)+$/ };
const HEADERS = ["signature", "scheme", "key", "timestamp"];
const HEADER = /^[\w-]+$/;

/**
 * Renders the facts about deliveries in `x-webhooks` of the contract's `info`: the module `generated/webhooks.ts`.
 *
 * @returns `undefined` for a contract without the mark, which has no webhooks
 * @throws ContractError if the mark lacks a field
 */
export function renderWebhooks(document: Node): string | undefined {
  const mark = nodeOf(document["info"])[MARK];
  if (mark === undefined) return undefined;
  const { headers, ...facts } = nodeOf(mark);
  const webhooks = {
    ...Object.fromEntries(Object.entries(FACTS).map(([name, form]) => [name, read(facts, name, form)])),
    headers: Object.fromEntries(HEADERS.map((name) => [name, read(nodeOf(headers), name, HEADER)])),
  };
  return `/** How to recognize and verify Flatpeak's webhooks. */
export const webhooks = ${JSON.stringify(webhooks)} as const;
`;
}

function read(facts: Node, name: string, form: RegExp): string {
  const value = textOf(facts[name]);
  if (value !== undefined && form.test(value)) return value;
  throw new ContractError([
    `#/info/${MARK}: ${name} must match ${String(form)}, not ${JSON.stringify(value)}`,
  ]);
}
