import { isMappingRef } from "@redocly/openapi-core";
import { isNode, nodeOf, textOf } from "./document.ts";
import type { Node } from "./document.ts";

/** A reference and where it stands. */
export interface FoundReference {
  readonly pointer: string;
  readonly reference: string;
}

/** Every reference that does not start with `#`: to another file or an address. In samples too: validators follow those. */
export function findOutsideReferences(value: unknown, pointer = "#"): readonly FoundReference[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => findOutsideReferences(item, `${pointer}/${index}`));
  }
  if (!isNode(value)) return [];
  const here = [...readReference(value, pointer), ...readMapping(value, pointer)];
  const below = Object.entries(value).flatMap(([key, child]) =>
    findOutsideReferences(child, `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`),
  );
  return [...here.filter(({ reference }) => !reference.startsWith("#")), ...below];
}

function readReference(node: Node, pointer: string): readonly FoundReference[] {
  const reference = textOf(node["$ref"]);
  return reference === undefined ? [] : [{ pointer: `${pointer}/$ref`, reference }];
}

/** A discriminator maps to references or to plain names of schemas. */
function readMapping(node: Node, pointer: string): readonly FoundReference[] {
  return Object.entries(nodeOf(nodeOf(node["discriminator"])["mapping"])).flatMap(([value, target]) => {
    const reference = textOf(target);
    if (reference === undefined || !isMappingRef(reference)) return [];
    return [{ pointer: `${pointer}/discriminator/mapping/${value}`, reference }];
  });
}
