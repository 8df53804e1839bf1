import ts from "typescript";

/** Declarations of generated types without comments, and the declarations that each refers to. */
export interface Declarations {
  readonly texts: ReadonlyMap<string, string>;
  readonly mentions: ReadonlyMap<string, readonly string[]>;
  /** Names of exported types outside the groups: `Device`, `EventDataByType`. */
  readonly exported: ReadonlySet<string>;
}

/** Types that openapi-typescript declares for every contract. Their members become separate declarations. */
const GROUPS: ReadonlySet<string> = new Set(["paths", "webhooks", "components", "operations", "$defs"]);

const printer = ts.createPrinter({ removeComments: true });

/** Splits generated types into declarations: `Device`, `operations["get-device"]`, `paths["/devices"]["get"]` … */
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
      // Splits paths by method and components by kind. Operations are not split.
      const inner = group === "operations" ? undefined : literalMembers(member);
      if (inner === undefined) add(nameIn(group, name), member);
      else for (const [key, node] of inner) add(nameIn(group, name, key), node);
    }
  }
  return { texts, mentions, exported };
}

/** Name of a declaration in a group: `paths["/devices"]["get"]`. */
export function nameIn(group: string, ...keys: readonly string[]): string {
  return group + keys.map((key) => `[${JSON.stringify(key)}]`).join("");
}

/** Returns a function: true if a declaration and everything that it refers to have the same text in both contracts. */
export function createSameness(from: Declarations, to: Declarations): (name: string) => boolean {
  const changed = new Set(
    [...from.texts.keys(), ...to.texts.keys()].filter((name) => from.texts.get(name) !== to.texts.get(name)),
  );
  const users = new Map<string, string[]>();
  for (const [name, mentioned] of from.mentions) {
    for (const other of mentioned) users.set(other, [...(users.get(other) ?? []), name]);
  }
  // A type that refers to a changed type has changed, too.
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

/** A reference to all of `components["schemas"]` includes `components["schemas"]["Device"]`. */
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

/**
 * `components["schemas"]["Device"]["name"]` refers to its first three parts. Index types that are not names are
 * searched, too.
 */
function readAccess(node: ts.IndexedAccessTypeNode) {
  const keys: string[] = [];
  const rest: ts.TypeNode[] = [];
  let current: ts.TypeNode = node;
  while (ts.isIndexedAccessTypeNode(current)) {
    const { indexType } = current;
    if (ts.isLiteralTypeNode(indexType) && ts.isStringLiteral(indexType.literal)) {
      keys.unshift(indexType.literal.text);
    } else {
      // The property is not known by name, so the reference is to the whole type.
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
