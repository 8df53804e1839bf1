import type { NormaliseCase } from "./normalise-cases.ts";
import { contractOf, ref } from "./small-contract.ts";

const integer = { type: "integer" };
const json = (schema: unknown) => ({ content: { "application/json": { schema } } });
const refTo = (pointer: string) => ({ $ref: `#/components/${pointer}` });
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
];
