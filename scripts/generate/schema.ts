import openapiTS, { astToString } from "openapi-typescript";
import type { Node } from "../contract/document.ts";
import { tidyComments } from "./comments.ts";
import { describeInferences } from "./inferences.ts";
import { openKnownCodes } from "./known-codes.ts";
import { openKnownValues } from "./known-values.ts";
import { typeOmittedCode } from "./omitted-code.ts";
import { typeOpenString } from "./open-strings.ts";
import { sortParameters } from "./parameter-order.ts";
import { exportSchemas } from "./root-types.ts";
import { dropEchoedTitles } from "./titles.ts";
import { dropResponseExtensions } from "./vendor-keys.ts";

const STEPS = [dropResponseExtensions, dropEchoedTitles, describeInferences, openKnownValues, openKnownCodes];

/** Types of the contract: `paths`, `components`, `operations`, and each schema under a name of its own. */
export async function renderSchema(document: Node): Promise<string> {
  const prepared = STEPS.reduce((current, step) => step(current), document);
  const ast = await openapiTS(JSON.stringify(prepared), {
    alphabetize: true,
    defaultNonNullable: false,
    silent: true,
    transform: (schema) => typeOpenString(schema) ?? typeOmittedCode(schema),
  });
  return exportSchemas(sortParameters(ast))
    .map((declaration) => tidyComments(astToString(declaration)))
    .join("\n");
}
