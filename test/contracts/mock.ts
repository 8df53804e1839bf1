import { OpenAPIBackend } from "openapi-backend";
import type { Context, Document } from "openapi-backend";
import { nodeOf } from "../../scripts/contract/document.ts";
import type { Node } from "../../scripts/contract/document.ts";
import { startServer } from "../support/server.ts";
import type { ReceivedRequest } from "../support/server.ts";

/** A server that validates requests by a contract, and responds with its examples. */
export interface Mock {
  readonly baseUrl: string;
  readonly requests: readonly JudgedRequest[];
  readonly close: () => Promise<void>;
}

/** A request and its violations of the contract. */
export interface JudgedRequest {
  /** Key of the operation that the request called. */
  readonly key: string | undefined;
  readonly faults: readonly string[];
}

/** The bearer token that a mock accepts. */
export const TOKEN = "token-of-the-tests";

/** Starts a mock on the loopback interface. The header `x-status` selects the status of the response. */
export async function startMock(contract: Node): Promise<Mock> {
  const requests: JudgedRequest[] = [];
  const api = new OpenAPIBackend({
    definition: structuredClone(contract) as unknown as Document,
    // Validators are compiled when first needed.
    quick: true,
    ajvOpts: { strict: false, logger: false, allErrors: true },
  });
  const note = ({ operation }: Context, faults: readonly string[]): void => {
    // A request for no operation has none, despite the types.
    const { method, path } = nodeOf(operation);
    const key = typeof path === "string" ? `${String(method).toUpperCase()} ${path}` : undefined;
    requests.push({ key, faults });
  };
  const respond = ({ request, operation }: Context) => {
    const status = Number(nodeOf(request.headers)["x-status"] ?? 0);
    return api.mockResponseForOperation(operation.operationId ?? "", status === 0 ? {} : { code: status });
  };
  api.register({
    validationFail: (context) => {
      const errors = context.validation.errors ?? [];
      note(
        context,
        errors.map(({ instancePath, message }) => `${instancePath} ${message ?? ""}`),
      );
      return respond(context);
    },
    unauthorizedHandler: (context) => {
      note(context, ["no credentials"]);
      return { status: 401, mock: {} };
    },
    notFound: (context) => {
      note(context, ["no such operation"]);
      return { status: 404, mock: {} };
    },
    notImplemented: (context) => {
      note(context, []);
      return respond(context);
    },
  });
  const schemes = nodeOf(nodeOf(contract["components"])["securitySchemes"]);
  for (const name of Object.keys(schemes)) {
    api.registerSecurityHandler(
      name,
      ({ request }) => nodeOf(request.headers)["authorization"] === `Bearer ${TOKEN}`,
    );
  }
  await api.init();
  const server = await startServer((request, _, outgoing) => {
    void api
      .handleRequest(toRequest(request))
      .catch((error: unknown) => ({ status: 599, mock: { message: String(error) } }))
      .then(({ status, mock }: { status: number; mock: unknown }) => {
        outgoing.writeHead(status, { "content-type": "application/json" });
        outgoing.end([204, 205].includes(status) || mock === undefined ? "" : JSON.stringify(mock));
      });
  });
  return { baseUrl: server.origin, requests, close: server.close };
}

function toRequest({ method, url, headers, body }: ReceivedRequest) {
  const [path = "", query = ""] = url.split("?", 2);
  const plain = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  return { method, path, query, headers: plain, body };
}
