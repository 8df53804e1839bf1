/** Names with a special meaning for file systems, servers or readers. */
const RESERVED = new Set(["index", "con", "prn", "aux", "nul", "com1", "lpt1"]);

const LONGEST_SLUG = 80;

/**
 * Assigns each name a unique file name of lower-case letters, digits and hyphens. Equal ones are numbered, so no page
 * overwrites another.
 */
export function createSlugs(): (name: string) => string {
  const taken = new Set<string>();
  return (name) => {
    const words = name
      .normalize("NFKD")
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .slice(0, LONGEST_SLUG)
      .replaceAll(/^-|-$/g, "");
    const base = words === "" || RESERVED.has(words) ? `${words}-page`.replace(/^-/, "") : words;
    let slug = base;
    for (let count = 2; taken.has(slug); count += 1) slug = `${base}-${count}`;
    taken.add(slug);
    return slug;
  };
}
