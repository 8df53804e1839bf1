import ts from "typescript";

/** The declarations of generated types, without their comments, and which of them each one mentions. */
export interface Declarations {
  readonly texts: ReadonlyMap<string, string>;
  readonly mentions: ReadonlyMap<string, readonly string[]>;
  /** The names of types that stand by themselves: `Device`, `EventDataByType`. */
  readonly exported: ReadonlySet<string>;
}

/** What openapi-typescript declares of every contract: taken apart, and told from the types of one. */
const GROUPS: ReadonlySet<string> = new Set(["paths", "webhooks", "components", "operations", "$defs"]);

const printer = ts.createPrinter({ removeComments: true });

/** Takes generated types apart: `Device`, `operations["get-device"]`, `paths["/devices"]["get"]` … */
export function readDeclarations(schema: string): Declarations {
  const source = ts.createSourceFile("schema.ts", schema, ts.ScriptTarget.ES2022, true);
  const texts = new Map<string, string>();
  const mentions = new Map<string, readonly string[]>();
  const exported = new Set<string>();
  const add = (name: string, node: ts.Node): void => {
    texts.set(name, printer.printNode(ts.EmitHint.Unspecified, node, source));
    mentions.set(name, findMentions(node));
  };
  for (const statement of source.statements) {
    if (!ts.isTypeAliasDeclaration(statement) && !ts.isInterfaceDeclaration(statement)) continue;
    const group = statement.name.text;
    if (ts.isTypeAliasDeclaration(statement) || !GROUPS.has(group)) {
      add(group, statement);
      if (isExported(statement) && !GROUPS.has(group)) exported.add(group);
      continue;
    }
    for (const [name, member] of membersOf(statement.members)) {
      // Paths by method, components by kind; operations stand as they are.
      const inner = group === "operations" ? undefined : literalMembers(member);
      if (inner === undefined) add(nameIn(group, name), member);
      else for (const [key, node] of inner) add(nameIn(group, name, key), node);
    }
  }
  return { texts, mentions, exported };
}

/** The name of a declaration within a group: `paths["/devices"]["get"]`. */
export function nameIn(group: string, ...keys: readonly string[]): string {
  return group + keys.map((key) => `[${JSON.stringify(key)}]`).join("");
}

/** Whether a declaration and all that it leads to are word for word the same on both sides. */
export function createSameness(from: Declarations, to: Declarations): (name: string) => boolean {
  const changed = new Set(
    [...from.texts.keys(), ...to.texts.keys()].filter((name) => from.texts.get(name) !== to.texts.get(name)),
  );
  const users = new Map<string, string[]>();
  for (const [name, mentioned] of from.mentions) {
    for (const other of mentioned) users.set(other, [...(users.get(other) ?? []), name]);
  }
  // What mentions something that changed has changed with it.
  const pending = [...changed];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    const affected = outerNamesOf(name).flatMap((outer) => users.get(outer) ?? []);
    for (const user of affected) {
      if (changed.has(user)) continue;
      changed.add(user);
      pending.push(user);
    }
  }
  return (name) => !changed.has(name);
}

/** Whoever mentions all of `components["schemas"]` mentions `components["schemas"]["Device"]`. */
function outerNamesOf(name: string): readonly string[] {
  const ends = [...name.matchAll(/\[(?=")|$/g)].map(({ index }) => index);
  return [...new Set(ends)].map((end) => name.slice(0, end));
}

function isExported(statement: ts.TypeAliasDeclaration | ts.InterfaceDeclaration): boolean {
  const isGeneric = (statement.typeParameters?.length ?? 0) > 0;
  return !isGeneric && (ts.getCombinedModifierFlags(statement) & ts.ModifierFlags.Export) !== 0;
}

function membersOf(members: ts.NodeArray<ts.TypeElement>): readonly (readonly [string, ts.TypeElement])[] {
  return members.flatMap((member) => {
    const { name } = member;
    const known =
      name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteral(name) || ts.isNumericLiteral(name));
    return known ? [[name.text, member] as const] : [];
  });
}

function literalMembers(member: ts.TypeElement) {
  const type = ts.isPropertySignature(member) ? member.type : undefined;
  return type !== undefined && ts.isTypeLiteralNode(type) ? membersOf(type.members) : undefined;
}

function findMentions(root: ts.Node): readonly string[] {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isTypeReferenceNode(node) && ts.isIdentifier(node.typeName)) found.add(node.typeName.text);
    if (ts.isIndexedAccessTypeNode(node)) {
      const { name, rest } = readAccess(node);
      found.add(name);
      rest.forEach(visit);
      return;
    }
    ts.forEachChild(node, visit);
  };
  visit(root);
  return [...found];
}

/** `components["schemas"]["Device"]["name"]` mentions the first three; what is no name of a property is looked into. */
function readAccess(node: ts.IndexedAccessTypeNode) {
  const keys: string[] = [];
  const rest: ts.TypeNode[] = [];
  let current: ts.TypeNode = node;
  while (ts.isIndexedAccessTypeNode(current)) {
    const { indexType } = current;
    if (ts.isLiteralTypeNode(indexType) && ts.isStringLiteral(indexType.literal)) {
      keys.unshift(indexType.literal.text);
    } else {
      // From here on it is not known by name what is meant: all that is around it is.
      keys.length = 0;
      rest.push(indexType);
    }
    current = current.objectType;
  }
  const group =
    ts.isTypeReferenceNode(current) && ts.isIdentifier(current.typeName) ? current.typeName.text : "";
  if (group === "") rest.push(current);
  return { name: nameIn(group, ...keys.slice(0, group === "operations" ? 1 : 2)), rest };
}
