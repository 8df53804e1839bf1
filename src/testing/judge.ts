import { requests } from "../../generated/request-validators.js";
import type { ParameterValidator, RequestValidators } from "../../generated/request-validators.js";
import { parseJson } from "../text/json.ts";
import type { Examples } from "./examples.ts";
import type { CalledOperation } from "./routes.ts";
import { describeBody, describeParameters } from "./violations.ts";

/** Request whose body has been read. */
export interface ReadRequest {
  /** Query parameters, decoded. */
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly headers: Headers;
  /** Text of the body; empty if there is none. */
  readonly text: string;
  /** Parsed JSON of the body. */
  readonly body: unknown;
}

/** Describes how a request violates the contract; `undefined` if it does not. */
export type Judge = (operation: CalledOperation, request: ReadRequest) => string | undefined;

/** Maximum number of violations that a message lists. More do not fit into it. */
const MOST_VIOLATIONS = 3;

/** Creates a judge of requests by Flatpeak's contract. */
export function createJudge(examples: Examples): Judge {
  return (operation, request) => {
    const validators = requests[operation.operationId];
    if (validators === undefined) return undefined;
    const violations = [
      ...judgeParameters("path", validators.path, operation.params),
      ...judgeParameters("query", validators.query, request.query),
      ...judgeParameters("header", validators.header, Object.fromEntries(request.headers)),
      ...judgeBody(operation, request, validators, examples),
    ];
    if (violations.length === 0) return undefined;
    const more = violations.length - MOST_VIOLATIONS;
    return violations.slice(0, MOST_VIOLATIONS).join("; ") + (more > 0 ? `; and ${more} more` : "");
  };
}

function judgeBody(
  { key, entry }: CalledOperation,
  { headers, text, body }: ReadRequest,
  { body: validate, bodyRequired }: RequestValidators,
  examples: Examples,
): readonly string[] {
  if (text === "") return bodyRequired ? ["the request body is missing"] : [];
  if (validate === null) return [`${key} takes no request body`];
  const expected = entry.contentType ?? "application/json";
  const type = headers.get("content-type")?.split(";", 1).join("").trim().toLowerCase();
  if (type !== expected) return [`the content-type of the request must be ${expected}`];
  return validate(body) ? [] : describeBody(validate.errors ?? [], examples[key]?.body);
}

function judgeParameters(
  place: string,
  { validate, types }: ParameterValidator,
  texts: Readonly<Record<string, string | readonly string[]>>,
): readonly string[] {
  const values = Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, readValue(text, types[name])]),
  );
  return validate(values) ? [] : describeParameters(validate.errors ?? [], place, Object.keys(types));
}

/** Reads the value of a parameter. A value of the wrong type stays a text, which the validator refuses. */
function readValue(text: string | readonly string[], type: string | undefined): unknown {
  if (typeof text !== "string") return text;
  const value = type === "string" ? undefined : parseJson(text);
  return typeof value === "number" || typeof value === "boolean" ? value : text;
}
