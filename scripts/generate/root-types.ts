import ts from "typescript";
import { nameSchemas } from "./names.ts";

const { factory } = ts;

/**
 * Exports every schema as a type: moves the literal under `components.schemas` to `export type X`, with its comment,
 * and leaves a reference to X. Editors then show `Device`, not its whole literal.
 */
export function exportSchemas(nodes: readonly ts.Node[]): readonly ts.Node[] {
  const exported: ts.Node[] = [];
  const kept = nodes
    .filter((node) => !isEmptyExtra(node))
    .map((node) => {
      if (!ts.isInterfaceDeclaration(node) || node.name.text !== "components") return node;
      const groups = node.members.map((group) => {
        if (!ts.isPropertySignature(group) || memberNameOf(group) !== "schemas") return group;
        if (group.type === undefined || !ts.isTypeLiteralNode(group.type)) return group;
        const { members, declarations } = hoist(group.type.members);
        exported.push(...declarations);
        return replaceType(group, factory.createTypeLiteralNode(members));
      });
      return factory.createInterfaceDeclaration(node.modifiers, node.name, undefined, undefined, groups);
    });
  return [...kept, ...exported];
}

/** `webhooks` and `$defs` of a contract without any. */
function isEmptyExtra(node: ts.Node): boolean {
  return ts.isTypeAliasDeclaration(node) && ["webhooks", "$defs"].includes(node.name.text);
}

function hoist(schemas: readonly ts.TypeElement[]) {
  const exported = nameSchemas(schemas.map(memberNameOf));
  const names = new Map([...exported, ...namePrivately(schemas, exported)]);
  const declarations: ts.Node[] = [];
  const members = schemas.map((schema) => {
    const name = names.get(memberNameOf(schema));
    if (name === undefined || !ts.isPropertySignature(schema) || schema.type === undefined) return schema;
    const declaration = factory.createTypeAliasDeclaration(
      exported.has(memberNameOf(schema)) ? [factory.createModifier(ts.SyntaxKind.ExportKeyword)] : [],
      name,
      undefined,
      ts.isTypeLiteralNode(schema.type) ? schema.type : referByName(schema.type, names),
    );
    ts.setSyntheticLeadingComments(declaration, ts.getSyntheticLeadingComments(schema));
    declarations.push(declaration);
    return replaceType(schema, factory.createTypeReferenceNode(name));
  });
  return { members, declarations };
}

/** Names for schemas without an exported type: a type that is not an object literal needs one to refer to itself. */
function namePrivately(
  schemas: readonly ts.TypeElement[],
  exported: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const taken = new Set(exported.values());
  let number = 0;
  const names = new Map<string, string>();
  for (const schema of schemas) {
    if (exported.has(memberNameOf(schema)) || !ts.isPropertySignature(schema)) continue;
    if (schema.type === undefined || ts.isTypeLiteralNode(schema.type)) continue;
    do number += 1;
    while (taken.has(`Unnamed${number}`));
    names.set(memberNameOf(schema), `Unnamed${number}`);
  }
  return names;
}

/**
 * Replaces `components["schemas"]["X"]` by X. A type that is not an object literal, such as `string | X[]`, can refer to
 * itself only by name: through `components` it would be circular.
 */
function referByName(type: ts.TypeNode, names: ReadonlyMap<string, string>): ts.TypeNode {
  const rename = (context: ts.TransformationContext) => {
    const visit = (node: ts.Node): ts.Node => {
      const schema = schemaReferredTo(node);
      const name = schema === undefined ? undefined : names.get(schema);
      return name === undefined
        ? ts.visitEachChild(node, visit, context)
        : factory.createTypeReferenceNode(name);
    };
    return (root: ts.TypeNode) => ts.visitNode(root, visit, ts.isTypeNode);
  };
  return ts.transform(type, [rename]).transformed[0] ?? type;
}

function schemaReferredTo(node: ts.Node): string | undefined {
  if (!ts.isIndexedAccessTypeNode(node) || !ts.isIndexedAccessTypeNode(node.objectType)) return undefined;
  const { objectType: root, indexType: group } = node.objectType;
  const isSchema =
    ts.isTypeReferenceNode(root) && ts.isIdentifier(root.typeName) && root.typeName.text === "components";
  return isSchema && literalOf(group) === "schemas" ? literalOf(node.indexType) : undefined;
}

function literalOf(type: ts.TypeNode): string | undefined {
  return ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal) ? type.literal.text : undefined;
}

/** A new property, so that it does not keep the comment that has moved. */
function replaceType(property: ts.PropertySignature, type: ts.TypeNode): ts.PropertySignature {
  return factory.createPropertySignature(property.modifiers, property.name, property.questionToken, type);
}

function memberNameOf(member: ts.TypeElement): string {
  const { name } = member;
  if (name === undefined) return "";
  return ts.isIdentifier(name) || ts.isStringLiteral(name) || ts.isNumericLiteral(name) ? name.text : "";
}
