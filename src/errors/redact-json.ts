import { digitsOf } from "../text/digits.ts";
import { mapJson } from "../text/json.ts";
import { REDACTED } from "./redaction.ts";
import type { Redact } from "./redaction.ts";

/** Copies a JSON value without secrets in its texts, field names and digits of numbers. */
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
