import { OpenAPIBackend } from "openapi-backend";
import type { ValidationResult } from "openapi-backend";
import { readClosedContract } from "./closed-contract.ts";

/** A request in the form that openapi-backend reads. */
export interface JudgedRequest {
  readonly method: string;
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** Violations of the contract by a request. */
export interface Verdict {
  /** Undefined for a path or method that the contract lacks. */
  readonly operationId: string | undefined;
  /** Wrong or missing credentials, path or method: the API has its own responses for these. */
  readonly refused: readonly string[];
  /** Everything else: query, headers, body. */
  readonly invalid: readonly string[];
}

/** Checks requests and responses by the contract itself, not by generated files. */
export interface Judge {
  readonly judgeRequest: (request: JudgedRequest) => Verdict;
  /** Violations of the contract by a response; `body` is parsed JSON, or undefined without a body. */
  readonly judgeAnswer: (operationId: string, status: number, body: unknown) => readonly string[];
}

let judge: Promise<Judge> | undefined;

/** Reads the contract only at the first call. */
export function loadJudge(): Promise<Judge> {
  judge ??= createJudge();
  return judge;
}

async function createJudge(): Promise<Judge> {
  const api = new OpenAPIBackend({
    definition: await readClosedContract(),
    strict: true,
    // Validators are compiled when first needed: compiling all of them takes more than a second.
    quick: true,
    ignoreTrailingSlashes: false,
    ajvOpts: {
      allErrors: true,
      // The generation has validated them. Once more for each operation takes longer than compiling all of them.
      validateSchema: false,
      formats: { "date-time": isDateTime },
      // An unknown format is only a warning of the validator.
      logger: { log: console.log, error: console.error, warn: refuseWarning },
    },
  });
  await api.init();

  const judgeRequest = (request: JudgedRequest): Verdict => {
    const { headers, body } = request;
    const parsed = { ...request, query: readQuery(request.query), headers: { ...headers } };
    const operation = api.matchOperation(parsed);
    if (operation?.operationId === undefined) {
      return { operationId: undefined, refused: ["not in the contract"], invalid: [] };
    }
    const { operationId, security, requestBody } = operation;
    const schemes = (security ?? []).flatMap((requirement) => Object.keys(requirement));
    const authorized = schemes.length === 0 || schemes.some((scheme) => carries(scheme, headers));
    const invalid = describe(api.validateRequest(parsed, operation).errors);
    if (body !== undefined && requestBody === undefined) invalid.push("body: the operation takes none");
    if (body !== undefined && !isJson(headers["content-type"])) {
      invalid.push(`content-type: must be application/json, not ${headers["content-type"] ?? "absent"}`);
    }
    return {
      operationId,
      refused: authorized ? [] : [`authorization: must satisfy ${schemes.join(" or ")}`],
      invalid,
    };
  };

  const judgeAnswer = (operationId: string, status: number, body: unknown): readonly string[] => {
    const responses = api.getOperation(operationId)?.responses ?? {};
    if (!(status in responses)) return [`status ${status} is not documented`];
    if (body === undefined) return ["body: absent"];
    return describe(api.validateResponse(body, operationId, status).errors);
  };

  return { judgeRequest, judgeAnswer };
}

function carries(scheme: string, headers: JudgedRequest["headers"]): boolean {
  const credentials = headers["authorization"] ?? "";
  switch (scheme) {
    case "bearerAuth":
      return /^Bearer \S+$/.test(credentials);
    case "basicAuth":
      return /^Basic [A-Za-z0-9+/]+={0,2}$/.test(credentials);
    default:
      throw new Error(`The contract names a security scheme that is not judged here: ${scheme}`);
  }
}

function isJson(contentType: string | undefined): boolean {
  return contentType?.split(";", 1).join("").trim().toLowerCase() === "application/json";
}

/** openapi-backend would read brackets as nesting, and drop names such as `__proto__`. */
function readQuery(query: string): Record<string, string | string[]> {
  const read = new URLSearchParams(query);
  return Object.fromEntries(
    [...new Set(read.keys())].map((name) => {
      const [value = "", ...more] = read.getAll(name);
      return [name, more.length === 0 ? value : [value, ...more]];
    }),
  );
}

function isDateTime(text: string): boolean {
  const rfc3339 = /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/i;
  // `Date.parse` turns February 31 into March 3.
  const date = text.slice(0, 10);
  return rfc3339.test(text) && !Number.isNaN(Date.parse(text)) && toDate(`${date}T00:00:00Z`) === date;
}

/** Parses a time; `undefined` if the date does not exist. */
function toDate(text: string): string | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().slice(0, 10);
}

function refuseWarning(...message: unknown[]): never {
  throw new Error(`The contract cannot be judged: ${message.map(String).join(" ")}`);
}

function describe(errors: ValidationResult["errors"]): string[] {
  return (errors ?? []).map(({ instancePath, message, keyword, params }) => {
    const named: Record<string, unknown> = params;
    const detail =
      keyword === "additionalProperties"
        ? named["additionalProperty"]
        : keyword === "enum"
          ? named["allowedValues"]
          : undefined;
    const place = instancePath === "" ? "body" : instancePath.slice(1);
    return `${place}: ${message ?? keyword}${detail === undefined ? "" : ` (${JSON.stringify(detail)})`}`;
  });
}
