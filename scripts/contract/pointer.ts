/** The steps of a JSON pointer such as `#/paths/~1devices`. Like a reference, it is percent-encoded. */
export function readPointer(pointer: string): readonly string[] {
  const steps = pointer.replace(/^#?\/?/, "");
  return steps === "" ? [] : steps.split("/").map(unescapeStep);
}

/** Extends a JSON pointer by a key. */
export function extendPointer(pointer: string, key: string): string {
  // Fast path: most keys have nothing to escape, and a large contract has very many keys.
  return `${pointer}/${/[~/%]/.test(key) ? encodePercent(key.replaceAll("~", "~0").replaceAll("/", "~1")) : key}`;
}

/** Encodes the `%` of keys in a pointer that is not percent-encoded, such as those of the validator. */
export function encodePercent(pointer: string): string {
  return pointer.replaceAll("%", "%25");
}

/** Finds the JSON pointer of an object or list in a document; `#` if it is missing. */
export function findPointer(document: object, part: unknown): string {
  const seen = new Set<unknown>();
  const pending: (readonly [value: object, pointer: string])[] = [[document, "#"]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [value, pointer] = next;
    if (value === part) return pointer;
    if (seen.has(value)) continue;
    seen.add(value);
    const children: readonly (readonly [string, unknown])[] = Object.entries(value);
    for (const [key, child] of children) {
      if (typeof child === "object" && child !== null) pending.push([child, extendPointer(pointer, key)]);
    }
  }
  return "#";
}

/** The JSON pointer with the given steps. */
export function writePointer(steps: readonly string[]): string {
  return steps.reduce(extendPointer, "#");
}

function unescapeStep(step: string): string {
  if (!/[%~]/.test(step)) return step;
  return decodePercent(step).replaceAll("~1", "/").replaceAll("~0", "~");
}

/** A reference with another `%` is refused, but only after it was read. */
function decodePercent(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}
