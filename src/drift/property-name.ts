const LONGEST = 40;
const MOST_WORDS = 5;
const MOST_DIGITS = 3;

/**
 * True if an unknown property is named like a field of an API, such as `grid_fee`, `addressLine2` or `co2-intensity`.
 * All other names may be data: IDs and dates as the keys of a map, e-mail addresses, tokens.
 */
export function isFieldName(name: string): boolean {
  if (name.length > LONGEST || !/^[a-z](?:[_-]?[a-z0-9])*$/i.test(name)) return false;
  const words = name.match(/[A-Z]*[a-z]+|[A-Z]+/g) ?? [];
  const digits = name.match(/[0-9]/g) ?? [];
  return digits.length <= MOST_DIGITS && words.length <= MOST_WORDS;
}
