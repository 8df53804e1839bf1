import { nodeOf, textOf } from "../contract/document.ts";
import type { ContractOperation, Node } from "../contract/document.ts";
import { isJson } from "../contract/media-types.ts";
import { canBe, kindsOf, membersOf } from "../contract/value-kinds.ts";

/** The form of a parameter; see the `ParameterForm` of the run time. */
export interface ParameterForm {
  readonly style: string;
  readonly explode?: boolean;
  readonly allowReserved?: boolean;
}

type Forms = Readonly<Record<string, ParameterForm>>;

/** Header parameters that OpenAPI ignores, because media types and security decide them. */
const IGNORED = new Set(["accept", "content-type", "authorization"]);

/** Styles by place of a parameter, the default first. */
const STYLES: Readonly<Record<string, readonly string[]>> = {
  query: ["form", "spaceDelimited", "pipeDelimited", "deepObject"],
  header: ["simple"],
  path: ["simple", "label", "matrix"],
};

/** Names of path parameters that openapi-fetch reads as a style and another name: `{.id}`, `{;id}` and `{id*}`. */
const READ_AS_STYLE = /^[.;]|\*$/;

/** True if OpenAPI ignores a parameter. */
export function isIgnored(parameter: Node): boolean {
  return parameter["in"] === "header" && IGNORED.has(String(parameter["name"]).toLowerCase());
}

/** The parameters in one place of an operation that the core cannot write. */
export function findForms(
  document: Node,
  { parameters }: ContractOperation,
  place: "query" | "header" | "path",
): Forms | undefined {
  const found = parameters
    .filter((parameter) => parameter["in"] === place && !isIgnored(parameter))
    .flatMap((parameter): [string, ParameterForm][] => {
      const form = findForm(document, parameter);
      return form === undefined ? [] : [[String(parameter["name"]), form]];
    });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** True if the client can send every value of a parameter that the types allow. */
export function canSendParameter(document: Node, parameter: Node): boolean {
  if (parameter["in"] === "cookie") return false;
  const { style, explode } = describe(parameter);
  const schema = schemaOf(parameter);
  if (style === "json") return true;
  const kinds = [...(kindsOf(document, schema) ?? [])].filter((kind) => kind !== "single");
  if (style === "text") return kinds.length === 0;
  const { items, properties } = membersOf(document, schema);
  if (style === "deepObject") return !isNestedList(document, schema, []);
  if (kinds.includes("object") && explode && style.endsWith("Delimited")) return false;
  return ![...items, ...properties].some((member) => isNested(document, member));
}

/** The schema of a parameter: its own, or that of its content. */
export function schemaOf(parameter: Node): unknown {
  return parameter["schema"] ?? nodeOf(contentOf(parameter)?.[1])["schema"];
}

function findForm(document: Node, parameter: Node): ParameterForm | undefined {
  const form = describe(parameter);
  const schema = schemaOf(parameter);
  const [isList, isObject] = [canBe(document, schema, "array"), canBe(document, schema, "object")];
  if (form.style === "json") return form;
  // In other places, the core refuses lists and objects, so none is sent in a wrong form.
  if (parameter["in"] !== "query") {
    const isNestable = isNested(document, schema) || READ_AS_STYLE.test(String(parameter["name"]));
    return isNestable || form.style === "label" || form.style === "matrix" ? form : undefined;
  }
  if (form.allowReserved) return form;
  const { style, explode } = form;
  if (style === "deepObject") {
    const { properties } = membersOf(document, schema);
    return isList || properties.some((member) => isNested(document, member)) ? form : undefined;
  }
  const isUsual = explode === true;
  return isObject || (isList && !isUsual) ? form : undefined;
}

/** The form that a parameter declares. */
export function describe(parameter: Node): ParameterForm {
  const content = contentOf(parameter);
  if (content !== undefined) return { style: isJson(content[0]) ? "json" : "text" };
  const styles = STYLES[String(parameter["in"])] ?? [];
  const given = textOf(parameter["style"]) ?? styles[0] ?? "text";
  const style = styles.includes(given) ? given : "text";
  const explode = parameter["explode"] ?? style === "form";
  return {
    style,
    ...(explode === true && style !== "deepObject" && style !== "text" && { explode: true }),
    ...(parameter["allowReserved"] === true && parameter["in"] === "query" && { allowReserved: true }),
  };
}

function contentOf(parameter: Node): [string, unknown] | undefined {
  return Object.entries(nodeOf(parameter["content"]))[0];
}

/** True if the values of a schema are lists or objects. */
function isNested(document: Node, schema: unknown): boolean {
  return [...(kindsOf(document, schema) ?? [])].some((kind) => kind !== "single");
}

/** True for a list of lists or objects, at any depth. */
function isNestedList(document: Node, schema: unknown, trail: readonly unknown[]): boolean {
  if (trail.includes(schema)) return false;
  const { items, properties } = membersOf(document, schema);
  return (
    items.some((item) => isNested(document, item)) ||
    properties.some((member) => isNestedList(document, member, [...trail, schema]))
  );
}
