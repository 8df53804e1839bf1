import { isNode } from "./document.ts";
import type { Node } from "./document.ts";
import { extendPointer } from "./pointer.ts";

/** What is wrong with the YAML aliases of a document, and where. */
export interface AliasProblem {
  readonly pointer: string;
  readonly reason: string;
}

/**
 * Everything that reads a document follows its aliases, so a few lines can stand for more than any machine holds. A document
 * may grow by them to this many times its written size, or to a size that takes no time.
 */
const MOST_GROWTH = 10;
const HARMLESS_SIZE = 20_000;

type Container = Node | readonly unknown[];

/** The first alias that stands inside what it names, or else the innermost part that aliases make too large. */
export function findAliasProblem(root: Node): AliasProblem | undefined {
  const { sizes, written, circular } = measure(root);
  if (circular !== undefined) {
    return { pointer: circular, reason: "a YAML alias stands inside what it names; use a $ref in its place" };
  }
  const most = Math.max(HARMLESS_SIZE, written * MOST_GROWTH);
  const isLarge = (container: Container): boolean => (sizes.get(container) ?? 0) > most;
  if (!isLarge(root)) return undefined;
  return {
    pointer: findInnermost(root, isLarge),
    reason: "YAML aliases multiply this beyond measure; use $refs in their place",
  };
}

interface Measurement {
  /** Of each list and mapping: how many values it has once aliases are followed, its own and those within. */
  readonly sizes: ReadonlyMap<Container, number>;
  /** How many values the whole has as it is written. */
  readonly written: number;
  /** Pointer of an alias inside what it names. */
  readonly circular: string | undefined;
}

/** Each container is looked into once, so the time does not grow with what aliases make of it. */
function measure(root: Container): Measurement {
  const sizes = new Map<Container, number>();
  let written = 1;
  let circular: string | undefined;
  const visit = (container: Container, pointer: string): number => {
    // Seen as empty from within, until it is known.
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
