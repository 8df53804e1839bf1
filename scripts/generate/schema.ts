import { astToString } from "openapi-typescript";
import type { Node } from "../contract/document.ts";
import { tidyComments } from "./comments.ts";
import { completeOperations } from "./complete-operations.ts";
import { declareTypes } from "./declarations.ts";
import { declareEventData } from "./event-data.ts";
import { describeCertainty } from "./describe-certainty.ts";
import { emptyMediaExamples } from "./media-examples.ts";
import { orderNames } from "./name-order.ts";
import { openKnownCodes } from "./known-codes.ts";
import { openKnownValues } from "./known-values.ts";
import { normalise } from "./normalise/normalise.ts";
import { nameReferences } from "./normalise/references.ts";
import { exportSchemas } from "./root-types.ts";
import { shapeSentBodies } from "./sent-bodies.ts";
import { shapeSentParameters } from "./sent-parameters.ts";
import { dropEchoedTitles } from "./titles.ts";
import { dropMapExtensions } from "./vendor-keys.ts";

const STEPS = [
  nameReferences,
  completeOperations,
  shapeSentParameters,
  shapeSentBodies,
  emptyMediaExamples,
  dropMapExtensions,
  dropEchoedTitles,
  describeCertainty,
  openKnownValues,
  openKnownCodes,
  normalise,
  orderNames,
];

/** Types of the contract: `paths`, `components`, `operations`, and one named type for each schema. */
export function renderSchema(document: Node): string {
  const prepared = STEPS.reduce((current, step) => step(current), document);
  const declarations = exportSchemas(declareTypes(prepared));
  const printed = declarations.map((declaration) => tidyComments(astToString(declaration)));
  return [...printed, ...declareEventData(document)].join("\n");
}
