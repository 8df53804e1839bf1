import $RefParser from "@apidevtools/json-schema-ref-parser";

/** What a contract says of an operation, read without anything of the generator's. */
export interface Facts {
  readonly security: "bearer" | "basic" | "none";
  readonly success: readonly string[];
  readonly errors: readonly string[];
  /** Statuses whose JSON is plainly an object or a list. */
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
  // Basic auth is sent to the login alone, which no contract but Flatpeak's marks.
  return new Map([...facts].map(([key, fact]) => [key, withoutBasic(fact)]));
}

function withoutBasic(fact: Facts): Facts {
  return fact.security === "basic" ? { ...fact, security: "none" } : fact;
}

function readOperation(document: Document, operation: Operation): Facts {
  const statuses = Object.keys(operation.responses).filter((status) => !status.startsWith("x-"));
  const success = statuses.filter((status) => status.startsWith("2"));
  const schemes = (operation.security ?? document.security ?? [])
    .flatMap((alternative) => Object.keys(alternative))
    .map((name) => document.components?.securitySchemes?.[name]);
  const has = (name: string) => schemes.some((scheme) => scheme?.scheme?.toLowerCase() === name);
  const isOAuth = schemes.some((scheme) => ["oauth2", "openIdConnect"].includes(scheme?.type ?? ""));
  return {
    security: isOAuth || has("bearer") ? "bearer" : has("basic") ? "basic" : "none",
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
