/** The JSON pointer of a part of what another pointer points at. */
export function extendPointer(pointer: string, key: string): string {
  return `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
