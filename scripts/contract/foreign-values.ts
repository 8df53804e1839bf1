import { writePointer } from "./pointer.ts";

/** Finds the first number that JSON does not have, such as `.inf`. Returns its pointer. */
export function findForeignNumber(root: unknown): string | undefined {
  const steps = find(root, (value) => typeof value === "number" && !Number.isFinite(value));
  return steps && writePointer(steps);
}

/** True if a value of YAML contains bytes. */
export function hasBytes(root: unknown): boolean {
  return find(root, (value) => ArrayBuffer.isView(value)) !== undefined;
}

/** The keys that lead to the first value that is meant. Visits each object once, because aliases share them. */
function find(root: unknown, isMeant: (value: unknown) => boolean): readonly string[] | undefined {
  const seen = new Set<unknown>();
  const visit = (value: unknown): readonly string[] | undefined => {
    if (isMeant(value)) return [];
    if (typeof value !== "object" || value === null || seen.has(value)) return undefined;
    seen.add(value);
    for (const [key, child] of Object.entries(value)) {
      const found = visit(child);
      if (found !== undefined) return [key, ...found];
    }
    return undefined;
  };
  return visit(root);
}
