/** The significant digits of a number, without sign, point and exponent. */
export interface Digits {
  /** The digits; or those that they may have been rounded from, the likeliest first. */
  readonly texts: readonly [string, ...string[]];
  /** True if the original text of the number may have had more digits. */
  readonly isCut: boolean;
}

/** So many digits of any text survive being parsed into a number, but for a difference of one in the last. */
const KEPT_DIGITS = 15;

/** Those of a finite number; none of the others. */
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
