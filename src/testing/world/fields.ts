import { isJsonObject } from "../../text/json.ts";
import type { JsonObject } from "../../text/json.ts";
import { Refusal } from "../refusal.ts";
import { parseTimestamp } from "./timestamp.ts";
import type { Timestamp } from "./timestamp.ts";

/** Reads a JSON object. `name` is its name in messages. */
export function readObject(value: unknown, name = "The request body"): JsonObject {
  if (!isJsonObject(value)) throw new Refusal(`${name} must be a JSON object`);
  return value;
}

/** Reads an optional text; `undefined` if it is absent. */
export function readText(body: JsonObject, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || typeof value === "string") return value;
  throw new Refusal(`${name} must be a string`);
}

/** Reads an optional finite number; `undefined` if it is absent. */
export function readNumber(body: JsonObject, name: string): number | undefined {
  const value = body[name];
  if (value === undefined || (typeof value === "number" && Number.isFinite(value))) return value;
  throw new Refusal(`${name} must be a number`);
}

/** Reads an optional time by RFC 3339; `undefined` if it is absent. */
export function readTime(body: JsonObject, name: string): Timestamp | undefined {
  const text = readText(body, name);
  if (text === undefined) return undefined;
  const time = parseTimestamp(text);
  if (time === undefined)
    throw new Refusal(`${name} must be a time by RFC 3339, such as 2026-01-02T03:04:05Z`);
  return time;
}

/** Reads one of several texts; `undefined` if it is absent. */
export function readChoice<Choice extends string>(
  body: JsonObject,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const text = readText(body, name);
  if (text === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) throw new Refusal(`${name} must be one of ${choices.join(", ")}`);
  return choice;
}

/** Reads an optional list; empty if it is absent. */
export function readList(body: JsonObject, name: string): readonly unknown[] {
  const value = body[name] ?? [];
  if (!Array.isArray(value)) throw new Refusal(`${name} must be a list`);
  return value;
}

/** Returns the value of a required field. */
export function required<Value>(value: Value | undefined, name: string): Value {
  if (value === undefined) throw new Refusal(`${name} is missing`);
  return value;
}
