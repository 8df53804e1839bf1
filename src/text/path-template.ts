/** Values of path parameters by name, decoded. */
export type PathValues = Readonly<Record<string, string>>;

/** Path of the contract, such as `/devices/{id}`, to match with paths of URLs. */
export interface PathTemplate {
  /** Returns the path parameters of a path, given as decoded segments; `undefined` if the path does not match. */
  readonly match: (segments: readonly string[]) => PathValues | undefined;
  /**
   * Number of literal characters in each segment; infinite for a literal segment. The more literal of two templates
   * takes precedence.
   */
  readonly literal: readonly number[];
}

/**
 * Reads the segments of a path, decoded one by one: an encoded slash does not end a segment. A trailing slash adds no
 * segment.
 *
 * @returns `undefined` for a path with broken percent-encoding
 */
export function readSegments(path: string): readonly string[] | undefined {
  const inner = path.replace(/^\/|\/$/g, "");
  if (inner === "") return [];
  try {
    return inner.split("/").map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/** Parses a path of the contract. */
export function readTemplate(path: string): PathTemplate {
  const segments = (readSegments(path) ?? path.split("/").slice(1)).map(readSegment);
  return {
    literal: segments.map(({ literal }) => literal),
    match(given) {
      if (given.length !== segments.length) return undefined;
      const values: [string, string][] = [];
      const fits = segments.every(({ match }, index) => match(given[index] ?? "", values));
      // Creates own properties even for the name `__proto__`.
      return fits ? Object.fromEntries(values) : undefined;
    },
  };
}

/** Sorts the more literal template first; earlier segments count first. */
export function compareTemplates(one: PathTemplate, other: PathTemplate): number {
  const index = one.literal.findIndex((literal, at) => literal !== other.literal[at]);
  if (index === -1) return 0;
  return (one.literal[index] ?? 0) > (other.literal[index] ?? 0) ? -1 : 1;
}

interface Segment {
  readonly literal: number;
  /** Adds the parameters of the segment to `values`. */
  readonly match: (text: string, values: [string, string][]) => boolean;
}

function readSegment(template: string): Segment {
  // Each part with an odd index is the name of a parameter.
  const parts = template.split(/\{([^{}]+)\}/);
  if (parts.length === 1) return { literal: Infinity, match: (text) => text === template };
  const names = parts.filter((_, index) => index % 2 === 1);
  const texts = parts.filter((_, index) => index % 2 === 0);
  const pattern = new RegExp(`^${texts.map(escape).join("(.+?)")}$`, "s");
  return {
    literal: texts.join("").length,
    match(text, values) {
      const found = pattern.exec(text);
      names.forEach((name, index) => values.push([name, found?.[index + 1] ?? ""]));
      return found !== null;
    },
  };
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
