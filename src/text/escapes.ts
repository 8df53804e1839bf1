/** A text as it is compared, and where in the original each of its characters starts; the last is where that ends. */
export interface Layer {
  readonly text: string;
  readonly starts: readonly number[];
}

/** Layers that are looked through, such as a URL in JSON in a URL. */
const MOST_LAYERS = 4;

/** An escape of JSON (`\u002B`, `\/`) or of URLs (`%2B`). */
const ESCAPE = /\\|%(?:[\da-f]{2}|[\da-f]?$)/i;
/**
 * A character with its escape, or many without one. JSON within JSON doubles backslashes, so all of them are left out, also
 * those of a secret. So is an escape that the end of the text cuts off.
 */
const CHARACTER =
  /\\+u([\da-f]{4})|\\*%([\da-f]{2})|(?:\\+(?:u[\da-f]{0,3})?|\\*%[\da-f]?)$|\\*([^\\%]+|%)/gi;

/** Reads a text as it stands, then without its escapes, layer by layer. */
export function readLayers(original: string): readonly Layer[] {
  const layers: Layer[] = [];
  let text = original;
  let starts = Array.from({ length: text.length + 1 }, (_, at) => at);
  for (;;) {
    layers.push({ text: fold(text), starts });
    if (layers.length === MOST_LAYERS || !ESCAPE.test(text)) return layers;
    let decoded = "";
    const from: number[] = [];
    for (const { index, 0: match, 1: unicode, 2: percent, 3: plain } of text.matchAll(CHARACTER)) {
      const code = unicode ?? percent;
      const character = code === undefined ? plain : String.fromCharCode(parseInt(code, 16));
      if (character === undefined) break;
      decoded += character;
      from.push(starts[index] ?? 0);
      // Where there are many, they are the end of the match.
      for (let left = character.length - 1; left > 0; left -= 1)
        from.push(starts[index + match.length - left] ?? 0);
    }
    text = decoded;
    starts = [...from, original.length];
  }
}

/** Takes away what does not matter: upper and lower case, the two alphabets of base64, and `+` for a space in a form. */
function fold(text: string): string {
  return text
    .replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
    .replaceAll("_", "/")
    .replace(/[- ]/g, "+");
}
