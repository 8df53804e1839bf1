import { isNode } from "./document.ts";
import type { Node } from "./document.ts";
import { extendPointer } from "./pointer.ts";

/** A problem with the YAML aliases of a document, and its place. */
export interface AliasProblem {
  readonly pointer: string;
  readonly reason: string;
}

/**
 * Code that reads a document follows its aliases, so a few lines can expand to more than fits into memory. Aliases may
 * multiply a document's written size by this factor, or expand it to a harmless size.
 */
const MOST_GROWTH = 10;
const HARMLESS_SIZE = 20_000;

type Container = Node | readonly unknown[];

/** Finds the first alias inside the value that it names, or else the innermost part that aliases make too large. */
export function findAliasProblem(root: Node): AliasProblem | undefined {
  const { sizes, written, circular } = measure(root);
  if (circular !== undefined) {
    return {
      pointer: circular,
      reason: "a YAML alias is inside the value that it names; use a $ref instead",
    };
  }
  const most = Math.max(HARMLESS_SIZE, written * MOST_GROWTH);
  const isLarge = (container: Container): boolean => (sizes.get(container) ?? 0) > most;
  if (!isLarge(root)) return undefined;
  return {
    pointer: findInnermost(root, isLarge),
    reason: "YAML aliases make this too large; use $refs instead",
  };
}

interface Measurement {
  /** Number of values in each list and mapping, with nested values, after following aliases. */
  readonly sizes: ReadonlyMap<Container, number>;
  /** Number of values in the document as written. */
  readonly written: number;
  /** Pointer to an alias inside the value that it names. */
  readonly circular: string | undefined;
}

/** Visits each container once, so the time does not depend on the expanded size. */
function measure(root: Container): Measurement {
  const sizes = new Map<Container, number>();
  let written = 1;
  let circular: string | undefined;
  const visit = (container: Container, pointer: string): number => {
    // 0 marks a container that is still being measured.
    sizes.set(container, 0);
    let size = 1;
    for (const [key, child] of Object.entries(container)) {
      written += 1;
      if (!isContainer(child)) size += 1;
      else {
        const known = sizes.get(child);
        if (known === 0) circular ??= extendPointer(pointer, key);
        size += known ?? visit(child, extendPointer(pointer, key));
      }
    }
    sizes.set(container, size);
    return size;
  };
  visit(root, "#");
  return { sizes, written, circular };
}

function findInnermost(root: Container, isMeant: (container: Container) => boolean): string {
  let pointer = "#";
  for (let container: Container | undefined = root; container !== undefined;) {
    const entries: readonly (readonly [string, unknown])[] = Object.entries(container);
    container = undefined;
    for (const [key, child] of entries) {
      if (!isContainer(child) || !isMeant(child)) continue;
      pointer = extendPointer(pointer, key);
      container = child;
      break;
    }
  }
  return pointer;
}

function isContainer(value: unknown): value is Container {
  return Array.isArray(value) || isNode(value);
}
