/** What a file system, a server or a reader could take for something else than a name. */
const RESERVED = new Set(["index", "con", "prn", "aux", "nul", "com1", "lpt1"]);

const LONGEST_SLUG = 80;

/**
 * Gives each name a file name of its own: lower case, digits and hyphens, whatever is in the name. Names that would share
 * one are numbered, so no page overwrites another.
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
