import { listOf, nodeOf, textOf } from "../../contract/document.ts";
import type { ContractOperation, Node } from "../../contract/document.ts";
import { findReachable } from "./components.ts";
import type { Difference, Draft } from "./difference.ts";
import type { Part } from "../location.ts";
import type { Match } from "../operation-pairs.ts";
import { compareOperations } from "./operation-differences.ts";
import { compareSchemas } from "./schema-differences.ts";
import type { Sides } from "./document-pair.ts";
import { compareTexts } from "./text-differences.ts";

/** What the whole contract is called where a change belongs to no operation. */
export const WHOLE = "contract";

/** Every structural difference between two contracts. */
export function compareDocuments(sides: Sides, matches: readonly Match[]): readonly Difference[] {
  return [
    ...compareHeads(sides).map((draft) => place(WHOLE, "operation", draft)),
    ...matches.flatMap(({ from, to }) => compareMatch(sides, from, to)),
    ...compareTypes(sides),
  ];
}

function place(owner: string, part: Part, draft: Draft): Difference {
  return { location: { owner, part, path: [] }, anchor: undefined, ...draft };
}

function compareMatch(
  sides: Sides,
  from: ContractOperation | undefined,
  to: ContractOperation | undefined,
): readonly Difference[] {
  if (from !== undefined && to !== undefined) return compareOperations(sides, from, to);
  const base = { effect: "place", otherwise: "addition" } as const;
  if (from !== undefined) {
    const why = (): string => `\`flatpeak.${from.method}("${from.path}")\` does not exist any more`;
    return [place(from.key, "operation", { ...base, suspected: true, what: "operation removed", why })];
  }
  if (to === undefined) return [];
  const why = (): string => `\`flatpeak.${to.method}("${to.path}")\` can now be called`;
  return [place(to.key, "operation", { ...base, suspected: false, what: "operation added", why })];
}

/** What types cannot show, and what each of it means. */
function compareHeads({ from, to }: Sides): readonly Draft[] {
  const base = { effect: "none", suspected: false } as const;
  const [server, newServer] = [from, to].map((document) =>
    textOf(nodeOf(listOf(document["servers"])[0])["url"]),
  );
  const [version, newVersion] = [from, to].map((document) => textOf(nodeOf(document["info"])["version"]));
  const [info, newInfo] = [from, to].map((document) => nodeOf(document["info"]));
  return [
    ...(server === newServer
      ? []
      : [
          {
            ...base,
            otherwise: "breaking" as const,
            what: `server changed from ${server ?? "none"} to ${newServer ?? "none"}`,
            why: () => "calls compile and go elsewhere unless `baseUrl` is given",
          },
        ]),
    ...(version === newVersion
      ? []
      : [
          {
            ...base,
            otherwise: "addition" as const,
            what: `release changed from ${version ?? ""} to ${newVersion ?? ""}`,
            why: () => "calls ask for the new release unless `apiVersion` is given",
          },
        ]),
    ...compareTexts(info ?? {}, newInfo ?? {}),
  ];
}

/** Exported types: those that came and went, and the inside of those that no operation has. */
function compareTypes(sides: Sides): readonly Difference[] {
  const [before, after] = [sides.from, sides.to].map((document) =>
    nodeOf(nodeOf(document["components"])["schemas"]),
  );
  const readable = findReadableTypes(sides);
  return Object.keys({ ...before, ...after }).flatMap((name) => {
    const [old, now] = [before?.[name], after?.[name]];
    const exists = { effect: "place", otherwise: "addition" } as const;
    if (now === undefined)
      return [
        place(name, "type", {
          ...exists,
          suspected: true,
          what: "type removed",
          why: () => `\`import type { ${name} }\` does not compile any more`,
        }),
      ];
    if (old === undefined)
      return [
        place(name, "type", {
          ...exists,
          suspected: false,
          what: "type added",
          why: () => `\`import type { ${name} }\` now compiles`,
        }),
      ];
    if (!readable.has(name)) return [];
    return compareSchemas(
      sides,
      { location: { owner: name, part: "type", path: [] }, anchor: undefined },
      old,
      now,
    );
  });
}

/** Schemas that no operation leads to on both sides, such as those of events: users read what they are the types of. */
export function findReadableTypes({ from, to }: Sides): ReadonlySet<string> {
  const [reached, stillReached] = [from, to].map(findUsed);
  const names = Object.keys(nodeOf(nodeOf(from["components"])["schemas"]));
  const isUsed = (name: string): boolean => {
    const reference = `#/components/schemas/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    return reached?.has(reference) === true && stillReached?.has(reference) === true;
  };
  return new Set(names.filter((name) => !isUsed(name)));
}

function findUsed(document: Node): ReadonlySet<string> {
  return findReachable(document, document["paths"]);
}
