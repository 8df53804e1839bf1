/** Describes a value of an option for a message. Quotes strings, since `"3"` looks like a number otherwise. */
export function describeValue(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  return typeof value === "number" || value === undefined || value === null
    ? String(value)
    : `a value of the type ${typeof value}`;
}
