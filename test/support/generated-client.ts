import { createClient, encodeRequest, secureRequest } from "flatpeak";
import type { ClientOptions, ContractOptions, FlatpeakError, Manifest } from "flatpeak";
import type { Node } from "../../scripts/contract/document.ts";
import { renderManifest } from "../../scripts/generate/manifest.ts";
import type { RawServer, ReceivedRequest } from "./server.ts";

/** The result of a call, without the types of its operation. */
export interface Outcome {
  readonly data?: unknown;
  readonly error?: FlatpeakError | undefined;
  readonly response?: Response | undefined;
}

/** Calls an operation by its key, such as `POST /devices`. */
export type CallByKey = (key: string, init?: object) => Promise<Outcome>;

/** A contract with some operations by key; each has at least a response without content. */
export function contractOfOperations(operations: Readonly<Record<string, Node>>, parts: Node = {}): Node {
  const paths: Record<string, Record<string, Node>> = {};
  for (const [key, operation] of Object.entries(operations)) {
    const [method = "", path = ""] = key.split(/ (.*)/);
    const responses = { "204": { description: "done" } };
    (paths[path] ??= {})[method.toLowerCase()] = { responses, ...operation };
  }
  return { openapi: "3.0.3", info: { title: "T", version: "1" }, paths, ...parts };
}

/** Generates the manifest of a contract. */
export function manifestOf(contract: Node): Manifest {
  const text = renderManifest(contract);
  const [before = "", json = ""] = text.replace("as const;", "").split("export const manifest =");
  const manifest = JSON.parse(json.replaceAll(/(encode|secure): (\w+) as typeof \2, /g, "")) as Manifest;
  return {
    ...manifest,
    ...(before.includes("encodeRequest") && { encode: encodeRequest }),
    ...(before.includes("secureRequest") && { secure: secureRequest }),
  };
}

/** A client for a contract, generated like the command does. */
export function callsOf(
  contract: Node,
  options: ClientOptions & Pick<Partial<ContractOptions>, "credentials">,
): CallByKey {
  const client = createClient<object>({ manifest: manifestOf(contract), ...options });
  return (key, init) => {
    const [method = "", path = ""] = key.split(/ (.*)/);
    const send: unknown = Reflect.get(client, method);
    if (!isMethod(send)) throw new Error(`The client has no ${method}`);
    return send(path, init);
  };
}

/** Returns the request that a call sends. */
export async function sentBy(
  server: Pick<RawServer, "requests">,
  call: CallByKey,
  key: string,
  init: object,
): Promise<ReceivedRequest> {
  const count = server.requests.length;
  const { error } = await call(key, init);
  const request = server.requests[count];
  if (request === undefined) throw new Error(`Nothing was sent: ${error?.message ?? ""}`);
  return request;
}

function isMethod(value: unknown): value is (path: string, init?: object) => Promise<Outcome> {
  return typeof value === "function";
}
