/** A time as a request gives it. */
export interface Timestamp {
  /** Milliseconds since 1970. */
  readonly instant: number;
  /** Offset that it was written in, in milliseconds east of UTC. */
  readonly offset: number;
}

const MINUTE = 60_000;
const RFC_3339 = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(\.\d+)?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))$/;

/** Reads a time by RFC 3339; `undefined` for any other text. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const [, date = "", time = "", fraction = "", sign, hours = "0", minutes = "0"] = RFC_3339.exec(text) ?? [];
  const local = Date.parse(`${date}T${time}${fraction.slice(0, 4)}Z`);
  // `Date.parse` may accept a 31st of February.
  if (Number.isNaN(local) || !new Date(local).toISOString().startsWith(date)) return undefined;
  const offset = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE;
  return { instant: local - offset, offset };
}

/** Writes a time by RFC 3339 in an offset, without fractions of a second, as the contract's examples have it. */
export function formatTimestamp(instant: number, offset = 0): string {
  const local = new Date(instant + offset).toISOString().slice(0, 19);
  if (offset === 0) return `${local}Z`;
  const minutes = Math.abs(offset) / MINUTE;
  const two = (number: number): string => String(number).padStart(2, "0");
  return `${local}${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
