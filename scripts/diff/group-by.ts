/** Groups items by a key, in the order of first occurrence. (`Map.groupBy` needs Node 21.) */
export function groupBy<Item, Key>(
  items: readonly Item[],
  groupKeyOf: (item: Item) => Key,
): ReadonlyMap<Key, readonly Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = groupKeyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
