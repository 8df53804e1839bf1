/** Makes IDs of one prefix in the contract's form, 24 hex digits, counted up so that every run gives the same. */
export function createIds(prefix: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `${prefix}_${count.toString(16).padStart(24, "0")}`;
  };
}
