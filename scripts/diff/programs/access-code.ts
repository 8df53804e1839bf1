/** One step from a value to a place inside it. */
export type AccessStep =
  | { readonly kind: "property"; readonly name: string }
  | { readonly kind: "item" }
  | { readonly kind: "value" }
  /** Narrows a union to the members that have a property. */
  | { readonly kind: "having"; readonly name: string }
  /** Narrows a union to the members in which a property has a value. */
  | { readonly kind: "equal"; readonly name: string; readonly literal: string }
  /** Narrows a union to its lists, or to its objects that are not lists. */
  | { readonly kind: "list" }
  | { readonly kind: "record" };

/** Statements that narrow, and the expression for the place after them. */
export interface AccessCode {
  readonly prelude: readonly string[];
  readonly code: string;
}

/**
 * Writes the code that reads a place inside a value, as a consumer would. It asserts that optional values on the way
 * exist: they are probed at their own places and must not hide a failure here.
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
