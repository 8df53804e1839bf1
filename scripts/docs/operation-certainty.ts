import { isNode, nodeOf } from "../contract/document.ts";
import type { ContractOperation, Node } from "../contract/document.ts";
import { jsonContentOf } from "../contract/error-responses.ts";
import { countFacts, notesOf, sourceOf } from "../generate/certainty.ts";
import { link } from "../markdown/escape.ts";
import { listNotes } from "../markdown/note-items.ts";
import { renderInline } from "../markdown/wording.ts";
import { describeRating } from "./certainty-badge.ts";
import { fold } from "./properties.ts";

/** Writes the section that the badges of a page link to: the certainty of its facts, and the sources. */
export function writeCertainty(document: Node, operation: ContractOperation): readonly string[] {
  const { node, parameters, requestBody, responses } = operation;
  const source = sourceOf(node);
  const { seen, confirmed, inferred } = countFacts(document, operation);
  const parts: readonly (readonly [string, Node])[] = [
    ["call", node],
    ...parameters.map((parameter) => [String(parameter["name"]), parameter] as const),
    ...(requestBody === undefined ? [] : [["body", requestBody] as const, ...fieldsOf(requestBody)]),
    ...responses.map(({ status, node: response }) => [status, response] as const),
  ];
  const items = parts.flatMap(([name, part]) => listNotes(name, notesOf(part)));
  return [
    "## Certainty",
    `${describeRating("call", node)} The call, its parameters, statuses and fields: ${seen} seen, ${confirmed} confirmed, ${inferred} inferred.`,
    ...(items.length === 0
      ? []
      : [fold("Sources of each rating, quoted from the contract", [items.join("\n")])]),
    ...(source === undefined ? [] : [link("Source", source, renderInline(source))]),
  ];
}

function fieldsOf(body: Node): readonly (readonly [string, Node])[] {
  return jsonContentOf(body).flatMap(({ schema }) =>
    Object.entries(nodeOf(nodeOf(schema)["properties"])).flatMap(([name, field]) =>
      isNode(field) ? [[name, field] as const] : [],
    ),
  );
}
