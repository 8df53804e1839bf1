/** One step on the way from a value to something inside it. */
export type AccessStep =
  | { readonly kind: "property"; readonly name: string }
  | { readonly kind: "item" }
  | { readonly kind: "value" }
  /** Narrows a union to the members that have a property. */
  | { readonly kind: "having"; readonly name: string }
  /** Narrows a union to the members in which a property has a value. */
  | { readonly kind: "equal"; readonly name: string; readonly literal: string }
  /** Narrows a union to its lists, or to what is neither a list nor a plain value. */
  | { readonly kind: "list" }
  | { readonly kind: "record" };

/** Statements that narrow, and the expression that is then what was looked for. */
export interface AccessCode {
  readonly prelude: readonly string[];
  readonly code: string;
}

/**
 * The way to something inside a value, as a consumer writes it. Whatever may be absent on the way is asserted to be there:
 * that it may be absent is another place's matter, and must not hide what happens here.
 */
export function writeAccess(root: string, steps: readonly AccessStep[]): AccessCode {
  const prelude: string[] = [];
  let code = root;
  const narrow = (condition: (name: string) => string): void => {
    const name = `${root}${prelude.length}`;
    prelude.push(`const ${name} = ${code}!;`, `if (!(${condition(name)})) return;`);
    code = name;
  };
  for (const step of steps) {
    switch (step.kind) {
      case "property":
        code = `${code}![${JSON.stringify(step.name)}]`;
        break;
      case "item":
        code = `${code}![0]`;
        break;
      case "value":
        code = `${code}!["any"]`;
        break;
      case "having":
        narrow((name) => `${JSON.stringify(step.name)} in ${name}`);
        break;
      case "equal":
        narrow((name) => `${name}[${JSON.stringify(step.name)}] === ${step.literal}`);
        break;
      case "list":
        narrow((name) => `Array.isArray(${name})`);
        break;
      case "record":
        narrow((name) => `typeof ${name} === "object" && !Array.isArray(${name})`);
        break;
    }
  }
  return { prelude, code };
}
