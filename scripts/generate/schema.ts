import { astToString } from "openapi-typescript";
import type { Node } from "../contract/document.ts";
import { tidyComments } from "./comments.ts";
import { completeOperations } from "./complete-operations.ts";
import { declareTypes } from "./declarations.ts";
import { declareEventData } from "./event-data.ts";
import { describeCertainty } from "./describe-certainty.ts";
import { orderNames } from "./name-order.ts";
import { openKnownCodes } from "./known-codes.ts";
import { openKnownValues } from "./open-strings.ts";
import { normalise } from "./normalise/normalise.ts";
import { nameReferences } from "./normalise/references.ts";
import { exportSchemas } from "./root-types.ts";
import { hidePercentSigns, showPercentSigns } from "./percent-signs.ts";
import { shapeSentBodies } from "./sent-bodies.ts";
import { shapeSentParameters } from "./sent-parameters.ts";
import { dropEchoedTitles, dropMapExtensions, emptyMediaExamples } from "./untyped-parts.ts";

const STEPS = [
  emptyMediaExamples,
  nameReferences,
  completeOperations,
  shapeSentParameters,
  shapeSentBodies,
  dropMapExtensions,
  dropEchoedTitles,
  describeCertainty,
  openKnownValues,
  openKnownCodes,
  normalise,
  orderNames,
  hidePercentSigns,
];

/** Types of the contract: `paths`, `components`, `operations`, and one named type for each schema. */
export function renderSchema(document: Node): string {
  const prepared = STEPS.reduce((current, step) => step(current), document);
  const declarations = exportSchemas(declareTypes(prepared));
  const printed = declarations.map((declaration) => tidyComments(showPercentSigns(astToString(declaration))));
  return [...printed, ...declareEventData(document)].join("\n");
}
