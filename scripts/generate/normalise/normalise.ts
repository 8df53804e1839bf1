import { isNode } from "../../contract/document.ts";
import type { Node } from "../../contract/document.ts";
import { mapSchemas, mapSubschemas } from "../../contract/schemas.ts";
import { markArrays } from "./arrays.ts";
import { openCircles } from "./circles.ts";
import { separateCompositions } from "./compositions.ts";
import { declareConditional } from "./conditions.ts";
import { stateDiscriminators } from "./discriminators.ts";
import { stateImpliedTypes } from "./implied-types.ts";
import { omit } from "./keywords.ts";
import { openFreeForm, widenIndexSignature } from "./objects.ts";
import type { SchemaPlace } from "./place.ts";
import { splitReferenceSiblings } from "./reference-siblings.ts";
import { declareAdditional, declareRequired } from "./required.ts";
import { stateUnevaluated } from "./unevaluated.ts";

type SchemaRule = (schema: Node, place: SchemaPlace) => Node;

/** Rules that come first, because they need the keywords of a schema in one place. Later rules separate them. */
const OUTER_RULES: readonly SchemaRule[] = [declareConditional, stateUnevaluated];

const DOCUMENT_RULES = [stateImpliedTypes, splitReferenceSiblings, stateDiscriminators, openCircles];

const SCHEMA_RULES: readonly SchemaRule[] = [
  dropDefinitions,
  separateCompositions,
  declareRequired,
  declareAdditional,
  openFreeForm,
  widenIndexSignature,
  markArrays,
];

/** Rewrites a document into an equivalent one for which openapi-typescript generates correct types. */
export function normalise(given: Node): Node {
  const outer = applyRules(given, OUTER_RULES);
  const document = DOCUMENT_RULES.reduce((current, rule) => rule(current), outer);
  return applyRules(document, SCHEMA_RULES);
}

/** Applies rules to every schema, from the outside in. */
function applyRules(document: Node, rules: readonly SchemaRule[]): Node {
  const normaliseSchema = (schema: unknown, place: SchemaPlace): unknown => {
    if (!isNode(schema)) return schema;
    const rewritten = rules.reduce((current, rule) => rule(current, place), schema);
    const ancestors = [...place.ancestors, schema];
    return mapSubschemas(rewritten, (subschema, keyword) =>
      normaliseSchema(subschema, {
        document,
        ancestors,
        enclosing: IN_PLACE.has(keyword) ? [...place.enclosing, schema] : [],
      }),
    );
  };
  return mapSchemas(document, (schema) =>
    normaliseSchema(schema, { document, ancestors: [], enclosing: [] }),
  );
}

/** The subschemas that apply to the same value as the schema itself. */
const IN_PLACE = new Set(["allOf", "anyOf", "oneOf"]);

/** References name them; openapi-typescript would generate a required property `$defs`. */
function dropDefinitions(schema: Node): Node {
  return omit(schema, "$defs");
}
