import { extendPointer } from "./pointer.ts";

/** Finds the first number that JSON does not have, such as `.inf`. Returns its pointer. */
export function findForeignNumber(root: unknown): string | undefined {
  return find(root, (value) => typeof value === "number" && !Number.isFinite(value));
}

/** True if a value of YAML contains bytes. */
export function hasBytes(root: unknown): boolean {
  return find(root, (value) => ArrayBuffer.isView(value)) !== undefined;
}

/** The pointer of the first value that is meant. Visits each object once, because aliases share them. */
function find(root: unknown, isMeant: (value: unknown) => boolean): string | undefined {
  const seen = new Set<unknown>();
  const visit = (value: unknown, pointer: string): string | undefined => {
    if (isMeant(value)) return pointer;
    if (typeof value !== "object" || value === null || seen.has(value)) return undefined;
    seen.add(value);
    for (const [key, child] of Object.entries(value)) {
      // Most values are texts and need no pointer.
      if (typeof child !== "number" && typeof child !== "object") continue;
      const found = visit(child, extendPointer(pointer, key));
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return visit(root, "#");
}
