import { makeContract } from "../../scripts/contract/contract.ts";
import type { Contract } from "../../scripts/contract/contract.ts";
import { parseSource } from "../../scripts/contract/source.ts";

const json = (schema: object) => ({ "application/json": { schema } });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const answer = (schema: object) => ({ description: "ok", content: json(schema) });
const text = { type: "string" };

/** A small contract with one example of everything that can change. */
export function smallContract() {
  return {
    openapi: "3.0.3",
    info: { title: "Small", version: "1", description: "A contract." },
    servers: [{ url: "https://api.example.com" }],
    security: [{ bearer: [] }],
    paths: {
      "/devices": {
        get: {
          operationId: "list-devices",
          parameters: [
            { name: "limit", in: "query", schema: { type: "integer", maximum: 100 } },
            { name: "sort", in: "query", schema: { type: "string", enum: ["asc", "desc"] } },
          ],
          responses: {
            "200": answer({
              type: "object",
              required: ["data"],
              properties: { data: { type: "array", items: ref("Device") }, next: text },
            }),
            "403": { $ref: "#/components/responses/Denied" },
          },
        },
        post: {
          operationId: "create-device",
          requestBody: { required: true, content: json(ref("DeviceCreate")) },
          responses: {
            "201": answer(ref("Device")),
            "403": { $ref: "#/components/responses/Denied" },
            "409": { ...answer(ref("Fault")), "x-known-codes": ["duplicate", "locked"] },
          },
        },
      },
      "/devices/{id}": {
        parameters: [{ name: "id", in: "path", required: true, schema: text }],
        get: {
          operationId: "get-device",
          responses: { "200": answer(ref("Device")), "403": { $ref: "#/components/responses/Denied" } },
        },
        delete: { operationId: "delete-device", responses: { "204": { description: "gone" } } },
      },
      "/status": {
        get: {
          operationId: "get-status",
          description: "How it is.",
          security: [],
          responses: {
            "200": answer({
              type: "object",
              required: ["state", "load"],
              properties: {
                state: { type: "string", enum: ["up", "down"] },
                load: { type: "number", minimum: 0 },
                note: { type: "string", nullable: true },
                last: { oneOf: [ref("Part"), ref("Owner")] },
              },
            }),
          },
        },
        put: {
          operationId: "set-status",
          requestBody: {
            content: json({
              type: "object",
              properties: { state: { type: "string", enum: ["up", "down"] }, note: text },
            }),
          },
          responses: { "200": { description: "ok" }, default: answer(ref("Fault")) },
        },
      },
    },
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
      responses: { Denied: { ...answer(ref("Fault")), "x-known-codes": ["access_denied"] } },
      schemas: {
        Device: {
          type: "object",
          required: ["id", "mode", "size", "owner", "parts"],
          properties: {
            id: text,
            mode: { type: "string", enum: ["auto", "manual"] },
            size: { type: "number", nullable: true },
            tag: text,
            owner: ref("Owner"),
            parts: { type: "array", items: ref("Part") },
            labels: { type: "object", additionalProperties: text },
            parent: ref("Device"),
          },
        },
        Owner: { type: "object", required: ["email"], properties: { email: text, phone: text } },
        Part: {
          allOf: [
            { type: "object", required: ["id"], properties: { id: text } },
            {
              type: "object",
              properties: {
                weight: { type: "number" },
                colour: { type: "string", "x-known-values": ["red", "blue"] },
              },
            },
          ],
        },
        DeviceCreate: {
          type: "object",
          required: ["reference_id"],
          properties: {
            reference_id: text,
            mode: { type: "string", enum: ["auto", "manual"] },
            tags: { type: "array", items: text },
            site: { type: "object", required: ["city"], properties: { city: text, zone: text } },
          },
        },
        Event: { type: "object", required: ["type"], properties: { type: text, at: text } },
        Fault: { type: "object", required: ["code"], properties: { code: text, message: text } },
      },
    },
  };
}

/** A larger contract, whose types are nested, refer to each other or cannot be distinguished. */
export function richContract() {
  const small = smallContract();
  const kind = (value: string) => ({ type: "string", enum: [value] });
  const site = {
    type: "object",
    required: ["city"],
    properties: { city: text, zone: text, mode: ref("Mode") },
  };
  return {
    ...small,
    paths: {
      ...small.paths,
      "/sites": {
        post: {
          operationId: "create-site",
          requestBody: { required: true, content: json(ref("Site")) },
          responses: { "200": answer(ref("Site")), "404": answer(ref("Fault")) },
        },
        patch: {
          operationId: "change-sites",
          requestBody: {
            required: true,
            content: json({
              type: "object",
              properties: {
                sites: { type: "array", items: ref("Site") },
                plan: ref("Plan"),
                mode: ref("Mode"),
                labels: { type: "object", additionalProperties: text },
              },
            }),
          },
          responses: { "204": { description: "done" }, "404": answer(ref("Fault")) },
        },
      },
      "/events": {
        get: {
          operationId: "list-events",
          responses: { "200": answer({ type: "array", items: ref("Event") }) },
        },
      },
    },
    components: {
      ...small.components,
      schemas: {
        ...small.components.schemas,
        Mode: { type: "string", enum: ["fast", "slow"] },
        Site: site,
        Plan: {
          oneOf: [
            {
              type: "object",
              required: ["kind", "at"],
              properties: { kind: kind("once"), at: text, note: text },
            },
            {
              type: "object",
              required: ["kind"],
              properties: { kind: kind("daily"), at: { type: "number" } },
            },
          ],
        },
        State: {
          type: "object",
          properties: {
            plan: ref("Plan"),
            mode: ref("Mode"),
            more: { type: "object", additionalProperties: true },
            either: {
              oneOf: [
                { type: "object", required: ["left"], properties: { left: text, size: text } },
                {
                  type: "object",
                  required: ["right"],
                  properties: { right: text, size: { type: "number" } },
                },
              ],
            },
            copy: site,
          },
        },
        TariffData: { type: "object", properties: { tariff: text, customer: text } },
        EventData: {
          oneOf: [
            ref("Owner"),
            ref("State"),
            ref("TariffData"),
            { type: "object", additionalProperties: true },
          ],
        },
        Event: {
          type: "object",
          required: ["id", "type", "data", "object", "time_created"],
          properties: {
            id: text,
            object: text,
            time_created: text,
            type: { type: "string", "x-known-values": ["owner.new", "state.new", "state.lost"] },
            data: ref("EventData"),
          },
          "x-event-data": {
            "owner.new": "#/components/schemas/Owner",
            "state.new": "#/components/schemas/State",
            "tariff.new": "#/components/schemas/TariffData",
          },
        },
      },
    },
  };
}

/** Parses a document as the scripts do. */
export async function contractOf(document: object, name = "contract.json"): Promise<Contract> {
  return makeContract(
    parseSource(Buffer.from(JSON.stringify(document)), `/${name}`, name, "OpenAPI document"),
  );
}

type Steps = readonly (string | number)[];

type Replacement = readonly [steps: string, value: unknown];

/** Copies the small contract and replaces the value at a place; `undefined` removes it. */
export function change(...edits: readonly Replacement[]): object {
  return changeIn(smallContract(), ...edits);
}

/** Like {@link change}, for any contract. */
export function changeIn(document: object, ...edits: readonly Replacement[]): object {
  const copy = structuredClone(document);
  for (const [place, value] of edits) {
    const steps: Steps = place.split(" ");
    const parent = steps.slice(0, -1).reduce<object>((node, step) => {
      const child: unknown = Reflect.get(node, step);
      if (typeof child !== "object" || child === null) throw new Error(`Nothing at ${place}`);
      return child;
    }, copy);
    const last = steps.at(-1) ?? "";
    if (value === undefined) Reflect.deleteProperty(parent, last);
    else Reflect.set(parent, last, value);
  }
  return copy;
}
