/** A text decoded for comparison. `startOf` maps its indexes, including the end, to those of the original text. */
export interface Layer {
  readonly text: string;
  readonly startOf: (at: number) => number;
}

/** Maximum number of layers of each reading, such as a URL in JSON in a URL. */
const MOST_LAYERS = 4;

/** An escape of JSON (`\u002B`, `\/`) or of URLs (`%2B`). */
const ESCAPE = /\\|%(?:[\da-f]{2}|[\da-f]?$)/i;
/**
 * Matches one escaped character, or several plain ones. Decoding drops an incomplete escape at the end. `\\ubeef` may
 * be a backslash and a word, or an escape in JSON within JSON, so there are two readings:
 * - one level of JSON: a backslash before a backslash stays;
 * - all levels: no backslash stays, not even one of the secret.
 */
const READINGS = [
  /\\u([\da-f]{4})|%([\da-f]{2})|(?:\\(?:u[\da-f]{0,3})?|%[\da-f]?)$|\\?([^\\%]+|[\\%])/gi,
  /\\+u([\da-f]{4})|%([\da-f]{2})|(?:\\+(?:u[\da-f]{0,3})?|%[\da-f]?)$|\\*([^\\%]+|%)/gi,
];

/** Returns a text unchanged, then without its escapes, layer by layer. */
export function readLayers(original: string): readonly Layer[] {
  const unchanged: Layer = { text: original, startOf: (at) => at };
  const layers = [unchanged];
  for (const character of READINGS) {
    let last = unchanged;
    for (let depth = 1; depth < MOST_LAYERS && ESCAPE.test(last.text); depth += 1)
      layers.push((last = decode(last, character, original.length)));
    // Without a backslash, both readings are the same.
    if (!layers.some(({ text }) => text.includes("\\"))) break;
  }
  return layers.map(({ text, startOf }) => ({ text: fold(text), startOf }));
}

function decode({ text, startOf }: Layer, character: RegExp, end: number): Layer {
  const starts = new Uint32Array(text.length);
  let decoded = "";
  for (const { index, 0: match, 1: unicode, 2: percent, 3: plain } of text.matchAll(character)) {
    const code = unicode ?? percent;
    const characters = code === undefined ? plain : String.fromCharCode(parseInt(code, 16));
    if (characters === undefined) break;
    starts[decoded.length] = startOf(index);
    // Several characters always stand at the end of the match.
    const first = index + match.length - characters.length;
    for (let at = 1; at < characters.length; at += 1) starts[decoded.length + at] = startOf(first + at);
    decoded += characters;
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
