/** As openapi-typescript compares names: numbers in them by their value. */
const { compare } = new Intl.Collator("en-us", { numeric: true });

/**
 * Does some work in which every comparison of texts is the same one. openapi-typescript sorts parameters by the language
 * of the machine, so that one contract would give different bytes in different places, and all else by a comparison that
 * is set up anew for each two names, which takes as long as making the types does. It leaves no other handle on either.
 */
export function collateAlike<T>(work: () => T): T {
  const { prototype } = String;
  const original = Object.getOwnPropertyDescriptor(prototype, "localeCompare");
  Object.defineProperty(prototype, "localeCompare", {
    ...original,
    value(this: string, other: string) {
      return compare(this, other);
    },
  });
  try {
    return work();
  } finally {
    Object.defineProperty(prototype, "localeCompare", { ...original });
  }
}
