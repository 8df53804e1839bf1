import $RefParser from "@apidevtools/json-schema-ref-parser";

/** Facts about an operation, read from the contract without the generator's code. */
export interface Facts {
  /** Alternatives by name of the scheme, or their common meaning. */
  readonly security: "bearer" | "none" | readonly (readonly string[])[];
  readonly success: readonly string[];
  readonly errors: readonly string[];
  /** Statuses whose JSON is certainly an object or a list. */
  readonly shapes: Readonly<Record<string, "object" | "array">>;
}

interface Operation {
  security?: Record<string, unknown>[];
  responses: Record<string, { content?: Record<string, { schema?: Record<string, unknown> }> }>;
}

interface Document {
  paths: Record<string, Record<string, Operation | undefined>>;
  security?: Record<string, unknown>[];
  components?: { securitySchemes?: Record<string, { type: string; scheme?: string }> };
}

/** Every operation by method and path. */
export async function readFacts(contract: object): Promise<ReadonlyMap<string, Facts>> {
  const document: Document = await $RefParser.dereference(structuredClone(contract), {
    resolve: { external: false },
    dereference: { excludedPathMatcher: (path: string) => /\/(example|examples|x-[^/]*)(\/|$)/.test(path) },
  });
  const facts = new Map<string, Facts>();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of ["get", "put", "post", "patch", "delete", "head", "options", "trace"]) {
      const operation = item[method];
      if (operation) facts.set(`${method.toUpperCase()} ${path}`, readOperation(document, operation));
    }
  }
  return facts;
}

/** No contract here has an alternative with two schemes for one header. */
function readSecurity(document: Document, operation: Operation): Facts["security"] {
  const kindOf = (name: string): string | undefined => {
    const { type, scheme = "" } = document.components?.securitySchemes?.[name] ?? { type: "" };
    if (type === "oauth2" || type === "openIdConnect") return "bearer";
    if (type === "http") return ["bearer", "basic"].find((known) => known === scheme.toLowerCase());
    return type === "apiKey" ? type : undefined;
  };
  const offered = (operation.security ?? document.security ?? []).map((alternative) =>
    Object.keys(alternative),
  );
  const whole = offered.filter((names) => names.every((name) => kindOf(name) !== undefined));
  const sent =
    whole.length > 0 ? whole : offered.map((names) => names.filter((name) => kindOf(name) !== undefined));
  if (sent.flat().length === 0) return "none";
  if (sent.every((names) => names.length > 0 && names.every((name) => kindOf(name) === "bearer")))
    return "bearer";
  return sent.filter((names, at) => sent.findIndex((other) => other.join() === names.join()) === at);
}

function readOperation(document: Document, operation: Operation): Facts {
  const statuses = Object.keys(operation.responses).filter((status) => !status.startsWith("x-"));
  const success = statuses.filter((status) => status.startsWith("2"));
  return {
    security: readSecurity(document, operation),
    success: success.length > 0 ? success : statuses.filter((status) => status === "default"),
    errors: statuses.filter((status) => /^[45]|^default$/.test(status)),
    shapes: Object.fromEntries(
      Object.entries(operation.responses).flatMap(([status, response]) => {
        const { type, nullable } = response.content?.["application/json"]?.schema ?? {};
        return (type === "object" || type === "array") && nullable !== true ? [[status, type]] : [];
      }),
    ),
  };
}
