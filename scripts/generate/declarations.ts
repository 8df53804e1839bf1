import openapiTS, { resolveRef, scanDiscriminators, transformSchema } from "openapi-typescript";
import type { GlobalContext, OpenAPI3 } from "openapi-typescript";
import type ts from "typescript";
import { ContractError } from "../contract/contract-error.ts";
import type { Node } from "../contract/document.ts";
import { typeOmittedCode } from "./omitted-code.ts";
import { typeOpenString } from "./open-strings.ts";

const OPTIONS = {
  alphabetize: true,
  defaultNonNullable: false,
  silent: true,
} as const;

/**
 * The declarations that openapi-typescript makes of a contract. Its own entry point validates and bundles the document
 * first, which takes more than half of its time: a contract was validated when it was read, and is one file.
 */
export async function declareTypes(document: Node): Promise<readonly ts.Node[]> {
  // A copy, because values for discriminators are written into it. It is valid, which its type cannot tell.
  const schema = JSON.parse(JSON.stringify(document)) as OpenAPI3;
  const defaults = await readDefaults();
  let place = "#";
  try {
    return transformSchema(schema, {
      ...defaults,
      discriminators: scanDiscriminators(schema, OPTIONS),
      injectFooter: [],
      resolve: (reference) => resolveRef(schema, reference, OPTIONS),
      transform: (node, { path }) => {
        place = path ?? place;
        return typeOpenString(node) ?? typeOmittedCode(node);
      },
    });
  } catch (error) {
    // Its own words are often those of a bare TypeError, which name no place.
    const reason = error instanceof Error ? error.message : String(error);
    const at = reason.includes("#/") ? "" : ` (at or after ${place})`;
    throw new ContractError([`openapi-typescript cannot make types of the contract: ${reason}${at}`]);
  }
}

/** All that openapi-typescript would have set up, read off the smallest document. */
async function readDefaults(): Promise<GlobalContext> {
  const found: GlobalContext[] = [];
  const smallest = {
    openapi: "3.0.3",
    info: { title: "", version: "" },
    paths: {},
    components: { schemas: { Any: {} } },
  };
  await openapiTS(JSON.stringify(smallest), {
    ...OPTIONS,
    transform: (_, { ctx }) => {
      found.push(ctx);
      return undefined;
    },
  });
  const [context] = found;
  if (context === undefined) throw new Error("openapi-typescript passed no schema to its transformation");
  return context;
}
