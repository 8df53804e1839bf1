/**
 * Creates IDs in the contract's form: a prefix and 24 hex digits. They are numbered, so every run has the same ones.
 */
export function createIds(prefix: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `${prefix}_${count.toString(16).padStart(24, "0")}`;
  };
}
