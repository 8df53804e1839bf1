/** A text in the form to compare. `startOf` maps each index to the original, and the end to its end. */
export interface Layer {
  readonly text: string;
  readonly startOf: (at: number) => number;
}

/** Maximum number of layers, such as a URL in JSON in a URL. */
const MOST_LAYERS = 4;

/** An escape of JSON (`\u002B`, `\/`) or of URLs (`%2B`). */
const ESCAPE = /\\|%(?:[\da-f]{2}|[\da-f]?$)/i;
/**
 * A character with its escape, or several without. JSON within JSON doubles backslashes, so decoding drops all of them,
 * also those of a secret. It also drops an incomplete escape at the end.
 */
const CHARACTER = /\\+u([\da-f]{4})|%([\da-f]{2})|(?:\\+(?:u[\da-f]{0,3})?|%[\da-f]?)$|\\*([^\\%]+|%)/gi;

/** Returns a text unchanged, then without its escapes, layer by layer. */
export function readLayers(original: string): readonly Layer[] {
  const layers: Layer[] = [];
  let text = original;
  let startOf = (at: number): number => at;
  for (;;) {
    layers.push({ text: fold(text), startOf });
    if (layers.length === MOST_LAYERS || !ESCAPE.test(text)) return layers;
    ({ text, startOf } = decode({ text, startOf }, original.length));
  }
}

function decode({ text, startOf }: Layer, end: number): Layer {
  const starts = new Uint32Array(text.length + 1);
  let decoded = "";
  for (const { index, 0: match, 1: unicode, 2: percent, 3: plain } of text.matchAll(CHARACTER)) {
    const code = unicode ?? percent;
    const character = code === undefined ? plain : String.fromCharCode(parseInt(code, 16));
    if (character === undefined) break;
    starts[decoded.length] = startOf(index);
    // Several characters always stand at the end of the match.
    const first = index + match.length - character.length;
    for (let at = 1; at < character.length; at += 1) starts[decoded.length + at] = startOf(first + at);
    decoded += character;
  }
  starts[decoded.length] = end;
  return { text: decoded, startOf: (at) => starts[at] ?? end };
}

/**
 * Removes differences that do not matter: case, the two alphabets of base64, and `+` for a space in a form. Keeps the
 * length, so it first replaces the two letters whose lower case is longer or depends on the next letter.
 */
function fold(text: string): string {
  return text
    .replace(/[\u0130\u03a3]/g, "\u03c3")
    .toLowerCase()
    .replaceAll("_", "/")
    .replace(/[- ]/g, "+");
}
