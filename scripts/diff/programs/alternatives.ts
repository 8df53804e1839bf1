import ts from "typescript";
import type { AccessStep } from "./access-code.ts";
import { literalTextOf, typeOfProperty } from "./object-types.ts";

type Condition = Extract<AccessStep, { readonly kind: "having" | "equal" }>;

/** Conditions on a property that identify an alternative; empty if the property is the same in all alternatives. */
export function conditionsOf(
  checker: ts.TypeChecker,
  alternative: ts.Type,
  name: string,
  all: readonly ts.Type[],
): readonly Condition[] {
  const literal = literalTextOf(checker, typeOfProperty(checker, alternative, name) ?? alternative);
  const conditions: readonly Condition[] = [
    { kind: "having", name },
    ...(literal === undefined ? [] : [{ kind: "equal", name, literal } as const]),
  ];
  return conditions.filter((condition) => !all.every((one) => meets(checker, one, condition)));
}

/** True if the compiler keeps an alternative where a condition holds. */
export function meets(checker: ts.TypeChecker, alternative: ts.Type, condition: Condition): boolean {
  const type = typeOfProperty(checker, alternative, condition.name);
  if (type === undefined) return condition.kind === "equal";
  if (condition.kind === "having") return true;
  const members = type.isUnion() ? type.types : [type];
  return members.some((member) => {
    const literal = literalTextOf(checker, member);
    const absent = ts.TypeFlags.Undefined | ts.TypeFlags.Null;
    return literal === undefined ? (member.flags & absent) === 0 : literal === condition.literal;
  });
}
