import { digitsOf } from "../text/digits.ts";
import { mapJson } from "../text/json.ts";
import { REDACTED } from "./redaction.ts";
import type { Redact } from "./redaction.ts";

/** A copy of a JSON value without secrets: not in its texts, not in the names of its fields, and not in the digits of a number. */
export function redactJson(value: unknown, redact: Redact): unknown {
  return mapJson(
    value,
    (text) => redact(text),
    (number) => {
      const { texts, isCut } = digitsOf(number);
      return texts.every((text) => redact(text, isCut) === text) ? number : REDACTED;
    },
  );
}
