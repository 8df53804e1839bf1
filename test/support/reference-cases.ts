import type { NormaliseCase } from "./normalise-cases.ts";
import { contractOf, ref } from "./small-contract.ts";

const integer = { type: "integer" };
const json = (schema: unknown) => ({ content: { "application/json": { schema } } });
const refTo = (pointer: string) => ({ $ref: `#/components/${pointer}` });
const named = (properties: object) => ({ type: "object", properties });
const empty = { responses: { 204: { description: "done" } } };
const Car = { type: "object", required: ["wheels"], properties: { wheels: integer } };

/** References that lead to references. */
export const REFERENCE_CASES: readonly NormaliseCase[] = [
  {
    name: "components and webhooks may be references",
    document: {
      ...contractOf(
        {},
        {
          openapi: "3.1.0",
          paths: {
            "/cars": {
              parameters: [refTo("parameters/FirstPage")],
              post: {
                operationId: "addCar",
                requestBody: refTo("requestBodies/NewCar"),
                responses: { 201: refTo("responses/Added"), 404: refTo("responses/Missing") },
              },
            },
            "/vans": refTo("pathItems/Vans"),
            "/lost": {
              get: {
                operationId: "findLost",
                responses: { 404: { description: "no", ...json(ref("Car")) } },
              },
            },
          },
        },
      ),
      webhooks: { sold: refTo("pathItems/Sold"), again: refTo("pathItems/SoldAgain") },
      components: {
        schemas: { Car },
        parameters: {
          FirstPage: refTo("parameters/Page"),
          Page: { name: "page", in: "query", required: true, schema: integer },
        },
        requestBodies: {
          NewCar: refTo("requestBodies/AnyCar"),
          AnyCar: { required: true, ...json(ref("Car")) },
        },
        headers: { Total: refTo("headers/Count"), Count: { schema: integer } },
        responses: {
          Added: refTo("responses/Stored"),
          Stored: { description: "ok", headers: { "X-Total": refTo("headers/Total") }, ...json(ref("Car")) },
          Missing: { $ref: "#/paths/~1lost/get/responses/404" },
        },
        pathItems: {
          Vans: refTo("pathItems/Vehicles"),
          Vehicles: { get: { operationId: "listVans", ...empty } },
          Sold: { post: { operationId: "onSale", requestBody: json(ref("Car")), ...empty } },
          SoldAgain: refTo("pathItems/Sold"),
        },
      },
    },
    valid: {
      'operations["addCar"]["requestBody"]["content"]["application/json"]': ["{ wheels: 4 }"],
      'operations["addCar"]["parameters"]["query"]["page"]': ["1"],
      'operations["addCar"]["responses"][201]["content"]["application/json"]': ["{ wheels: 4 }"],
      'operations["addCar"]["responses"][201]["headers"]["X-Total"]': ["1"],
      'operations["addCar"]["responses"][404]["content"]["application/json"]': ["{ wheels: 0 }"],
      'components["responses"]["Added"]["content"]["application/json"]': ["{ wheels: 4 }"],
      'components["parameters"]["FirstPage"]': ["1"],
      'NonNullable<root.paths["/vans"]["get"]["responses"][204]["content"]>[]': ["[]"],
      'NonNullable<root.webhooks["sold"]["post"]["requestBody"]>["content"]["application/json"]': [
        "{ wheels: 4 }",
      ],
      'NonNullable<root.webhooks["again"]["post"]["requestBody"]>["content"]["application/json"]': [
        "{ wheels: 4 }",
      ],
    },
    invalid: {
      'operations["addCar"]["requestBody"]["content"]["application/json"]': ["{}", "undefined"],
      'operations["addCar"]["parameters"]["query"]["page"]': ["'a'"],
      'operations["addCar"]["responses"][201]["content"]["application/json"]': ["{}"],
      'operations["addCar"]["responses"][201]["headers"]["X-Total"]': ["'a'"],
      'operations["addCar"]["responses"][404]["content"]["application/json"]': ["{}"],
      'components["responses"]["Added"]["content"]["application/json"]': ["{}"],
      'components["parameters"]["FirstPage"]': ["'a'"],
      'NonNullable<root.webhooks["sold"]["post"]["requestBody"]>["content"]["application/json"]': ["{}"],
    },
  },
  {
    name: "names may have a percent sign, also one that looks like percent-encoding",
    document: {
      ...contractOf(
        {},
        {
          openapi: "3.1.0",
          paths: {
            "/100%25/{a%zz}": {
              post: {
                operationId: "half%20off",
                parameters: [
                  { name: "a%zz", in: "path", required: true, schema: named({ "p%": integer }) },
                  { name: "f[%]", in: "query", schema: named({ a: integer }) },
                  refTo("parameters/Q%25"),
                ],
                requestBody: refTo("requestBodies/b%25%20c"),
                responses: {
                  200: {
                    ...{ description: "ok", headers: { "X-%": { schema: named({ h: integer }) } } },
                    ...json({ ...named({ "%": integer, "#/%": named({ z: integer }) }), required: ["%"] }),
                  },
                  404: refTo("responses/100%25"),
                },
              },
            },
          },
        },
      ),
      components: {
        schemas: { "s%41": { ...named({ k: { enum: ["100%25"] } }), required: ["k"] } },
        parameters: { "Q%": { name: "q%q", in: "query", schema: named({ u: integer }) } },
        requestBodies: { "b% c": json(ref("s%2541")) },
        responses: { "100%": { description: "no", ...json(ref("s%2541")) } },
      },
    },
    valid: {
      'components["schemas"]["s%41"]': ["{ k: '100%25' }"],
      'operations["half%20off"]["parameters"]["path"]': ["{ 'a%zz': { 'p%': 1 } }"],
      'operations["half%20off"]["parameters"]["query"]': ["{ 'f[%]': { a: 1 }, 'q%q': { u: 1 } }"],
      'NonNullable<operations["half%20off"]["requestBody"]>["content"]["application/json"]': [
        "{ k: '100%25' }",
      ],
      'operations["half%20off"]["responses"][200]["headers"]["X-%"]': ["{ h: 1 }"],
      'operations["half%20off"]["responses"][200]["content"]["application/json"]': [
        "{ '%': 1, '#/%': { z: 1 } }",
      ],
      'operations["half%20off"]["responses"][404]["content"]["application/json"]': ["{ k: '100%25' }"],
      'root.paths["/100%25/{a%zz}"]["post"]["parameters"]["path"]': ["{ 'a%zz': {} }"],
    },
    invalid: {
      'components["schemas"]["s%41"]': ["{ k: '100%' }"],
      'operations["half%20off"]["responses"][200]["content"]["application/json"]': ["{}", "{ '%': 's' }"],
    },
  },
];
