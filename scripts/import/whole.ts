import { bundle, createConfig } from "@redocly/openapi-core";
import { ClosedResolver } from "../contract/closed-resolver.ts";
import { ContractError } from "../contract/contract-error.ts";
import { nodeOf } from "../contract/document.ts";
import { encodePercent } from "../contract/pointer.ts";
import { parseSource } from "../contract/source.ts";
import type { Source } from "../contract/source.ts";
import { hideDataReferences, showDataReferences } from "../contract/validated.ts";
import { gatherSources } from "./attachments.ts";
import { dropEditorMarks } from "./editor-marks.ts";
import type { Incoming } from "./incoming.ts";
import type { Material } from "./material.ts";

/**
 * Bundles a whole document: includes the files that it refers to, and addresses if that is allowed.
 *
 * @throws ContractError for a document that cannot be read, and a reference that is not allowed
 */
export async function readWhole({ bytes, file, name }: Material, followRefs: boolean): Promise<Incoming> {
  const source = parseSource(bytes, file, name, "OpenAPI document");
  const sources = await gatherSources(source, file, followRefs);
  const document = sources.size === 1 ? source.root : await bundleSources(source, sources);
  return { document: dropEditorMarks(document), locate: source.locate };
}

async function bundleSources(root: Source, sources: ReadonlyMap<string, Source>): Promise<Source["root"]> {
  const result = await bundle({
    doc: { source: root.parsed.source, parsed: hideDataReferences(root.root) },
    config: await createConfig(),
    externalRefResolver: new ClosedResolver(sources),
  });
  const problems = result.problems
    .filter(({ severity }) => severity === "error")
    .map(({ message, location: [location] }) => {
      const place = location === undefined ? undefined : sources.get(location.source.absoluteRef);
      return `${place?.locate(encodePercent(location?.pointer ?? "#/")) ?? root.name}: ${message.trim().replace(/\s+/g, " ")}`;
    });
  if (problems.length > 0) throw new ContractError(problems);
  return showDataReferences(nodeOf(result.bundle.parsed));
}
