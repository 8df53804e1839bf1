/** The JSON pointer of a part of what another pointer points at. */
export function extendPointer(pointer: string, key: string): string {
  // Most keys have nothing to escape, and a large contract has very many of them.
  return `${pointer}/${/[~/]/.test(key) ? key.replaceAll("~", "~0").replaceAll("/", "~1") : key}`;
}
