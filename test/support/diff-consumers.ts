import { isNode, listOf, nodeOf, operationsOf, resolve, textOf } from "../../scripts/contract/document.ts";
import type { ContractOperation, Node } from "../../scripts/contract/document.ts";

/** Maximum depth of reads, in properties and items. */
const MOST_STEPS = 4;

/**
 * Code that users of a contract may have written, as one file. It names every exported type and every operation, reads
 * each place of responses, and constructs each value of requests. Written only from the document.
 */
export function writeConsumers(document: Node): string {
  const schemas = Object.entries(nodeOf(nodeOf(document["components"])["schemas"]));
  const operations = operationsOf(document);
  const sent = findNames(
    document,
    operations.map(({ parameters, requestBody }) => [...parameters, requestBody]),
  );
  const received = findNames(document, [
    operations.map(({ node }) => node["responses"]),
    schemas.map(([, schema]) => nodeOf(schema)["x-event-data"]),
  ]);
  const programs = [
    ...schemas.flatMap(([name, schema]) => [
      `(value: Flatpeak.${name}) => value`,
      ...(sent.has(name) ? constructType(document, name, schema) : []),
      ...(sent.has(name) && !received.has(name) ? [] : readValue(document, `Flatpeak.${name}`, schema)),
    ]),
    ...operations.flatMap((operation) => useOperation(document, operation)),
    ...readEvents(document),
  ];
  const functions = programs.map((program, index) => `export const use${index} = ${program};`);
  return `${IMPORTS}${functions.join("\n")}\n`;
}

const IMPORTS = `import type * as Flatpeak from "flatpeak";\nimport type { WebhookEvent } from "flatpeak/webhooks";\n`;

/** Reads the data of an event after a comparison of its type; any property if the contract does not document it. */
function readEvents(document: Node): readonly string[] {
  const event = resolve(document, { $ref: "#/components/schemas/Event" });
  const known = nodeOf(event["x-event-data"]);
  const types = listOf(nodeOf(nodeOf(event["properties"])["type"])["x-known-values"]).map(String);
  return [...new Set([...types, ...Object.keys(known)])].flatMap((type) => {
    const data = known[type];
    const codes =
      data === undefined ? ['void event.data["any"];'] : read(document, "event.data", { $ref: data }, false);
    return codes.map((code) => `(event: WebhookEvent) => { if (event.type === "${type}") { ${code} } }`);
  });
}

/** Names of the schemas that a value refers to. */
function findNames(document: Node, start: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) listOf(value).forEach(visit);
    if (!isNode(value)) return;
    for (const child of Object.values(value)) {
      const [, group, name = ""] = /^#\/components\/(\w+)\/(\w+)$/.exec(textOf(child) ?? "") ?? [];
      if (group === undefined) visit(child);
      else if (!found.has(name)) {
        found.add(name);
        visit(resolve(document, { $ref: child }));
      }
    }
  };
  visit(start);
  return found;
}

// Reading.

function readValue(document: Node, type: string, schema: unknown): readonly string[] {
  return read(document, "value", schema, false).map((code) => `(value: ${type}) => { ${code} }`);
}

/** Statements that read a value and everything in it; `absent` if it may be undefined. */
function read(document: Node, code: string, value: unknown, absent: boolean, steps = 0): readonly string[] {
  const schema = resolve(document, value);
  const type = `${typeText(value)}${absent ? " | undefined" : ""}`;
  const own = [`const read: ${type} = ${code}; void read;`, ...readList(schema, code, absent)];
  if (steps >= MOST_STEPS) return own;
  const isOptional = absent || schema["nullable"] === true;
  const link = isOptional ? "?." : "";
  const inside = propertiesOf(document, schema).flatMap(([name, property, required]) =>
    read(document, `${code}${link}["${name}"]`, property, isOptional || !required, steps + 1),
  );
  const { items, additionalProperties: values } = schema;
  return [
    ...own,
    ...inside,
    ...(items === undefined ? [] : read(document, `${code}${link}[0]`, items, isOptional, steps + 1)),
    ...(isNode(values) ? read(document, `${code}${link}["any"]`, values, isOptional, steps + 1) : []),
    ...(values === true ? [`void ${code}${link}["any"];`] : []),
    ...readAlternatives(document, code, listOf(schema["oneOf"]), steps),
  ];
}

/** A switch that must have a case for every value. */
function readList({ enum: values, nullable }: Node, code: string, absent: boolean): readonly string[] {
  if (!Array.isArray(values)) return [];
  const cases = [
    ...listOf(values).map((value) => JSON.stringify(value)),
    ...(nullable === true ? ["null"] : []),
    ...(absent ? ["undefined"] : []),
  ].map((value) => `case ${value}: break;`);
  return [
    `const one = ${code}; switch (one) { ${cases.join(" ")} default: { const none: never = one; void none; } }`,
  ];
}

/** Reads each alternative that the compiler can distinguish from the others. */
function readAlternatives(
  document: Node,
  code: string,
  all: readonly unknown[],
  steps: number,
): readonly string[] {
  if (all.some((one) => resolve(document, one)["additionalProperties"] !== undefined)) return [];
  return all.flatMap((alternative) => {
    const properties = propertiesOf(document, resolve(document, alternative));
    const others = all.filter((one) => one !== alternative);
    const isElsewhere = (name: string): boolean =>
      others.some((one) => propertiesOf(document, resolve(document, one)).some(([other]) => other === name));
    const mark = properties.find(
      ([name, property]) => isElsewhere(name) && listOf(nodeOf(property)["enum"]).length === 1,
    );
    const unique = properties.find(([name]) => !isElsewhere(name));
    const condition =
      mark !== undefined
        ? `one["${mark[0]}"] === ${JSON.stringify(listOf(nodeOf(mark[1])["enum"])[0])}`
        : unique !== undefined
          ? `"${unique[0]}" in one`
          : undefined;
    if (condition === undefined) return [];
    return properties.flatMap(([name, property, required]) =>
      read(document, `one["${name}"]`, property, !required, steps + 1).map(
        (statement) =>
          `const one = ${code}; if (one && typeof one === "object" && ${condition}) { ${statement.replaceAll("const one =", "const two =").replaceAll("switch (one)", "switch (two)").replaceAll("never = one", "never = two")} }`,
      ),
    );
  });
}

function propertiesOf(document: Node, schema: Node): readonly (readonly [string, unknown, boolean])[] {
  const parts = [schema, ...listOf(schema["allOf"]).map((part) => resolve(document, part))];
  const required = new Set(parts.flatMap((part) => listOf(part["required"])));
  return parts.flatMap((part) =>
    Object.entries(nodeOf(part["properties"])).map(
      ([name, property]) => [name, property, required.has(name)] as const,
    ),
  );
}

/** The type that a user would declare for a schema. */
function typeText(value: unknown): string {
  const schema = nodeOf(value);
  const name = textOf(schema["$ref"])?.split("/").at(-1);
  if (name !== undefined) return `Flatpeak.${name}`;
  return `(${coreText(schema)}${schema["nullable"] === true ? " | null" : ""})`;
}

function coreText(schema: Node): string {
  const { enum: values, oneOf, allOf, items, properties, additionalProperties: rest } = schema;
  if (Array.isArray(values))
    return listOf(values)
      .map((value) => JSON.stringify(value))
      .join(" | ");
  if (Array.isArray(oneOf)) return listOf(oneOf).map(typeText).join(" | ");
  if (Array.isArray(allOf)) return listOf(allOf).map(typeText).join(" & ");
  if (items !== undefined) return `readonly ${typeText(items)}[]`;
  if (rest !== undefined) return `Readonly<Record<string, ${rest === true ? "unknown" : typeText(rest)}>>`;
  if (properties !== undefined) {
    const required = listOf(schema["required"]);
    const members = Object.entries(nodeOf(properties)).map(
      ([name, property]) => `readonly "${name}"${required.includes(name) ? "" : "?"}: ${typeText(property)}`,
    );
    return `{ ${members.join("; ")} }`;
  }
  const type = textOf(schema["type"]) ?? "unknown";
  return type === "integer" ? "number" : type;
}

// Constructing.

function constructType(document: Node, name: string, schema: unknown): readonly string[] {
  return literalsOf(document, schema).map((literal) => `(): Flatpeak.${name} => (${literal})`);
}

/** Values of a schema, as literals: every value of a list, and every property with each of its values. */
function literalsOf(document: Node, value: unknown, depth = 0): readonly string[] {
  const schema = resolve(document, value);
  const nothing = schema["nullable"] === true ? ["null"] : [];
  const { enum: values, oneOf, items, additionalProperties: rest } = schema;
  if (Array.isArray(values)) return [...listOf(values).map((one) => JSON.stringify(one)), ...nothing];
  if (Array.isArray(oneOf))
    return [...listOf(oneOf).flatMap((one) => literalsOf(document, one, depth)), ...nothing];
  if (items !== undefined)
    return ["[]", ...literalsOf(document, items, depth + 1).map((item) => `[${item}]`), ...nothing];
  if (isNode(rest))
    return ["{}", ...literalsOf(document, rest, depth + 1).map((one) => `{ any: ${one} }`), ...nothing];
  if (rest === true) return ["{ any: 1 }", ...nothing];
  const properties = propertiesOf(document, schema);
  if (properties.length === 0) {
    const simple: Readonly<Record<string, string>> = {
      string: '"any"',
      boolean: "true",
      integer: "1",
      number: "1",
    };
    return [simple[textOf(schema["type"]) ?? ""] ?? '"any"', ...nothing];
  }
  const choices = properties.map(([name, property, required]) => ({
    name,
    required,
    literals: depth > 2 && !required ? [] : literalsOf(document, property, depth + 1),
  }));
  const objectOf = (chosen: Readonly<Record<string, string | undefined>>): string => {
    const members = choices.flatMap(({ name, required, literals }) => {
      const literal = chosen[name] ?? (required ? literals[0] : undefined);
      return literal === undefined ? [] : [`"${name}": ${literal}`];
    });
    return `{ ${members.join(", ")} }`;
  };
  const first = Object.fromEntries(choices.map(({ name, literals }) => [name, literals[0]]));
  const each = choices.flatMap(({ name, literals }) =>
    literals.map((literal) => objectOf({ [name]: literal })),
  );
  return [...new Set([objectOf({}), objectOf(first), ...each]), ...nothing];
}

// Calling.

function useOperation(document: Node, operation: ContractOperation): readonly string[] {
  const { id, method, path, responses, requestBody } = operation;
  const inits = initsOf(document, operation);
  const call = (init: string): string =>
    `async (client: Flatpeak.Client) => await client.${method}("${path}"${init === "{  }" ? "" : `, ${init}`})`;
  const body = contentOf(requestBody);
  const required =
    nodeOf(body)["$ref"] === undefined
      ? []
      : [
          `async (body: ${typeText(body)}, client: Flatpeak.Client) => await client.${method}("${path}", { ${parameterText(document, operation, false)} body })`,
        ];
  const successes = responses
    .filter(({ status }) => status.startsWith("2"))
    .map(({ node }) => contentOf(node));
  const [success] = successes;
  const errors = responses.filter(({ status }) => /^[45]\d\d$/.test(status));
  const cases = errors.map(({ status }) => `case ${status}: break;`);
  const rest = responses.some(({ status }) => status === "default")
    ? "default: error.documented satisfies true;"
    : "default: error.documented satisfies false;";
  return [
    ...inits.map(call),
    ...required,
    `(error: Flatpeak.OperationError<"${id}">) => { switch (error.status) { ${cases.join(" ")} case undefined: break; ${rest} } }`,
    ...(success === undefined || successes.length > 1
      ? [`(data: Flatpeak.OperationData<"${id}">) => data`]
      : readValue(document, `Flatpeak.OperationData<"${id}">`, success)),
    ...errors.flatMap(({ status, node }) => {
      const schema = contentOf(node);
      return schema === undefined
        ? []
        : read(document, "error.body", schema, false).map(
            (code) =>
              `(error: Flatpeak.OperationError<"${id}">) => { if (error.status === ${status}) { ${code} } }`,
          );
    }),
  ];
}

function contentOf(node: Node | undefined): unknown {
  return nodeOf(nodeOf(nodeOf(node)["content"])["application/json"])["schema"];
}

/** Calls with the required values only, with all values, and with each value of each parameter and of the body. */
function initsOf(document: Node, operation: ContractOperation): readonly string[] {
  const body = contentOf(operation.requestBody);
  const bodies = body === undefined ? [] : literalsOf(document, body);
  const bodyText = (literal: string | undefined): string => (literal === undefined ? "" : `body: ${literal}`);
  const isRequired = operation.requestBody?.["required"] === true;
  const least = parameterText(document, operation, false);
  return [
    ...new Set([
      `{ ${least} ${bodyText(isRequired ? bodies[0] : undefined)} }`.replace(/^\{ +\}$/, "{  }"),
      `{ ${parameterText(document, operation, true)} ${bodyText(bodies[1] ?? bodies[0])} }`.replace(
        /^\{ +\}$/,
        "{  }",
      ),
      ...bodies.map((literal) => `{ ${least} ${bodyText(literal)} }`),
      ...operation.parameters.flatMap((parameter) =>
        [
          ...literalsOf(document, parameter["schema"]),
          ...(parameter["required"] === true ? [] : ["undefined"]),
        ].map(
          (literal) =>
            `{ ${parameterText(document, operation, false, { [String(parameter["name"])]: literal })} ${bodyText(isRequired ? bodies[0] : undefined)} }`,
        ),
      ),
    ]),
  ];
}

function parameterText(
  document: Node,
  { parameters }: ContractOperation,
  all: boolean,
  chosen: Readonly<Record<string, string>> = {},
): string {
  const kinds = ["query", "path", "header"].flatMap((kind) => {
    const members = parameters
      .filter((parameter) => parameter["in"] === kind)
      .flatMap((parameter) => {
        const name = String(parameter["name"]);
        const isGiven = all || parameter["required"] === true;
        const literal = chosen[name] ?? (isGiven ? literalsOf(document, parameter["schema"])[0] : undefined);
        return literal === undefined ? [] : [`"${name}": ${literal}`];
      });
    return members.length === 0 ? [] : [`${kind}: { ${members.join(", ")} }`];
  });
  return kinds.length === 0 ? "" : `params: { ${kinds.join(", ")} },`;
}
