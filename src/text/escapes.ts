/** A text as it is compared, and where in the original each of its characters starts; its end is where that ends. */
export interface Layer {
  readonly text: string;
  readonly startOf: (at: number) => number;
}

/** Layers that are looked through, such as a URL in JSON in a URL. */
const MOST_LAYERS = 4;

/** An escape of JSON (`\u002B`, `\/`) or of URLs (`%2B`). */
const ESCAPE = /\\|%(?:[\da-f]{2}|[\da-f]?$)/i;
/**
 * A character with its escape, or many without one. JSON within JSON doubles backslashes, so all of them are left out, also
 * those of a secret. So is an escape that the end of the text cuts off.
 */
const CHARACTER = /\\+u([\da-f]{4})|%([\da-f]{2})|(?:\\+(?:u[\da-f]{0,3})?|%[\da-f]?)$|\\*([^\\%]+|%)/gi;

/** Reads a text as it stands, then without its escapes, layer by layer. */
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
    // Several characters are always the end of the match.
    const first = index + match.length - character.length;
    for (let at = 1; at < character.length; at += 1) starts[decoded.length + at] = startOf(first + at);
    decoded += character;
  }
  starts[decoded.length] = end;
  return { text: decoded, startOf: (at) => starts[at] ?? end };
}

/**
 * Takes away what does not matter: upper and lower case, the two alphabets of base64, and `+` for a space in a form. Keeps the
 * length: the two letters go first that lower case makes longer, or different by what follows.
 */
function fold(text: string): string {
  return text
    .replace(/[\u0130\u03a3]/g, "\u03c3")
    .toLowerCase()
    .replaceAll("_", "/")
    .replace(/[- ]/g, "+");
}
