/** Size of a value, as the number of values and characters in it. */
export function sizeOf(value: unknown): number {
  if (typeof value === "string") return 1 + value.length;
  if (typeof value !== "object" || value === null) return 1;
  return Object.entries(value).reduce<number>((sum, [key, child]) => sum + key.length + sizeOf(child), 1);
}
