/** The significant digits of a number, without sign, point and exponent. */
export interface Digits {
  /** The digits. If they may be rounded, the possible originals, the most likely first. */
  readonly texts: readonly [string, ...string[]];
  /** True if the original text of the number may have had more digits. */
  readonly isCut: boolean;
}

/** Number of digits that parsing a number keeps; the last may differ by one. */
const KEPT_DIGITS = 15;

/** Returns the digits of a finite number; `""` for any other. */
export function digitsOf(number: number): Digits {
  const text = significant(String(number));
  const isCut = Number.isInteger(number) ? !Number.isSafeInteger(number) : text.length > KEPT_DIGITS;
  if (!isCut) return { texts: [text], isCut };
  const kept = Number(significant(number.toPrecision(KEPT_DIGITS)));
  return { texts: [String(kept), String(kept - 1), String(kept + 1)], isCut };
}

function significant(number: string): string {
  return number.replace(/e.*|\D/g, "");
}
