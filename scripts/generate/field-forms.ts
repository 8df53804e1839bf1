import { nodeOf, resolve, textOf } from "../contract/document.ts";
import type { ContractOperation, Node } from "../contract/document.ts";
import { formOf, isJson, sentMediaTypeOf } from "../contract/media-types.ts";
import { findProperty } from "./normalise/properties.ts";
import { canSendParameter, describe } from "./parameter-forms.ts";
import type { ParameterForm } from "./parameter-forms.ts";
import { isBinary } from "./sent-bodies.ts";
import { canBe, kindsOf, membersOf } from "../contract/value-kinds.ts";

/** A field of a form for which the contract has an `encoding`. */
interface Field {
  readonly name: string;
  readonly form: "urlencoded" | "multipart";
  readonly schema: unknown;
  readonly encoding: Node;
  /**
   * Form of a query parameter, if the field has `style`, `explode` or `allowReserved`; `contentType` then does not
   * apply.
   */
  readonly parameter: Node | undefined;
}

/** The forms of fields with an `encoding`, by name; see `FieldForm` of the run time. */
export function findFieldForms(
  document: Node,
  operation: ContractOperation,
): Readonly<Record<string, ParameterForm | { readonly contentType: string }>> | undefined {
  const found = listFields(document, operation).flatMap((field) => {
    const form = findForm(document, field);
    return form === undefined ? [] : [[field.name, form] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** The names of fields that may have values without a form in their `encoding`. */
export function findUnsentFields(document: Node, operation: ContractOperation): readonly string[] {
  return listFields(document, operation)
    .filter((field) => !canSend(document, field))
    .map(({ name }) => name);
}

function listFields(document: Node, { requestBody }: ContractOperation): readonly Field[] {
  const mediaType = sentMediaTypeOf(requestBody) ?? "";
  const form = formOf(mediaType);
  if (form !== "urlencoded" && form !== "multipart") return [];
  const media = nodeOf(nodeOf(requestBody?.["content"])[mediaType]);
  const hasStyles = form === "urlencoded" || textOf(document["openapi"])?.startsWith("3.0") !== true;
  return Object.entries(nodeOf(media["encoding"])).map(([name, value]) => {
    const encoding = nodeOf(value);
    const schema = findProperty(document, media["schema"], name);
    const { style, explode, allowReserved } = encoding;
    const isStyled = hasStyles && [style, explode, allowReserved].some((given) => given !== undefined);
    const parameter = { in: "query", name, schema, style, explode, allowReserved };
    return { name, form, schema, encoding, parameter: isStyled ? parameter : undefined };
  });
}

function findForm(
  document: Node,
  field: Field,
): ParameterForm | { readonly contentType: string } | undefined {
  const { form, schema, parameter } = field;
  const isNested = canBe(document, schema, "array") || canBe(document, schema, "object");
  if (parameter !== undefined) {
    const described = describe(parameter);
    return (isNested && !hasBytes(document, schema)) || described.allowReserved ? described : undefined;
  }
  const contentType = contentTypeOf(field);
  if (contentType === undefined) return undefined;
  if (form === "multipart") return isUsual(document, schema, contentType) ? undefined : { contentType };
  if (isJson(contentType)) return { style: "json" };
  return canBe(document, schema, "object") ? { style: "text" } : undefined;
}

/** The media type of a field: the first that is not a wildcard. */
function contentTypeOf({ encoding }: Field): string | undefined {
  const types = textOf(encoding["contentType"])?.split(",") ?? [];
  return types.map((type) => type.trim()).find((type) => type !== "" && !type.includes("*"));
}

/** True if the client sends a part as this media type anyway. */
function isUsual(document: Node, schema: unknown, contentType: string): boolean {
  const kinds = [...(kindsOf(document, schema) ?? [])];
  if (kinds.length !== 1) return false;
  if (hasBytes(document, schema)) return contentType === "application/octet-stream";
  return (
    { single: "text/plain", array: undefined, object: "application/json" }[kinds[0] ?? "array"] ===
    contentType
  );
}

function canSend(document: Node, field: Field): boolean {
  const { form, schema, encoding, parameter } = field;
  if (form === "multipart" && Object.keys(nodeOf(encoding["headers"])).length > 0) return false;
  if (parameter !== undefined) return canSendParameter(document, parameter);
  const contentType = contentTypeOf(field);
  if (contentType === undefined || isJson(contentType)) return true;
  const values = [schema, ...membersOf(document, schema).items];
  return !values.some((value) => kindsOf(document, value)?.has("object"));
}

function hasBytes(document: Node, schema: unknown): boolean {
  return [schema, ...membersOf(document, schema).items].some((value) => isBinary(resolve(document, value)));
}
