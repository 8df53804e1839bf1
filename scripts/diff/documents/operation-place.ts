import type { ContractOperation } from "../../contract/document.ts";
import type { Part } from "../location.ts";
import type { DocumentPlace } from "./difference.ts";

/** Place of a part of an operation, by its old method and path. */
export function placeIn({ key }: ContractOperation, part: Part, path: readonly string[] = []): DocumentPlace {
  return { location: { owner: key, part, path }, anchor: undefined };
}
