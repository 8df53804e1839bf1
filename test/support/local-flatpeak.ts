import { createFakeFlatpeak } from "./watched-fake.ts";
import type { FakeContract, FakeFlatpeak, FakeFlatpeakOptions } from "./watched-fake.ts";
import { listen } from "../../src/testing/node.ts";
import { loadJudge } from "./local-flatpeak/judge.ts";
import type { JudgedRequest } from "./local-flatpeak/judge.ts";

/** Settings of {@link startLocalFlatpeak}: those of the fake. */
export type LocalFlatpeakOptions = FakeFlatpeakOptions & Partial<FakeContract>;

/** A local Flatpeak on the loopback interface. */
export interface LocalFlatpeak {
  /** Origin to send requests to: `http://127.0.0.1:…`. */
  readonly baseUrl: string;
  /** Responds to the requests that the judge accepts, and records only those. */
  readonly fake: FakeFlatpeak;
  /** Violations of the contract by requests and responses so far: `"request GET /devices: query/limit: …"`. */
  readonly violations: readonly string[];
  /** Stops the server and closes all connections. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a fake Flatpeak behind a real HTTP server. The contract itself checks both sides: an invalid request gets a
 * 400, an invalid response becomes a 500, and both are recorded in `violations`. Missing credentials and unknown paths
 * or methods are recorded, too, but the fake responds to them, as the API does. Responses of an operation are not
 * checked after `fail`.
 */
export async function startLocalFlatpeak(options: LocalFlatpeakOptions = {}): Promise<LocalFlatpeak> {
  const judge = await loadJudge();
  const fake = createFakeFlatpeak(options);
  const violations: string[] = [];
  const failing = new Set<string>();
  const { fail } = fake;
  Object.assign(fake, {
    fail: (...[operationId, fault]: Parameters<typeof fail>) => {
      failing.add(operationId);
      return fail(operationId, fault);
    },
  });

  const findAnswerFaults = async (operationId: string | undefined, response: Response) => {
    if (operationId === undefined || failing.has(operationId) || failing.has("*")) return [];
    // The only undocumented status that a test requests.
    if (response.status === 401 && options.refusalStatus === 401) return [];
    const text = await response.clone().text();
    return judge.judgeAnswer(operationId, response.status, text === "" ? undefined : JSON.parse(text));
  };

  const respond = async (request: Request): Promise<Response> => {
    const sent = await read(request);
    const call = `${sent.method} ${sent.path}`;
    const { operationId, refused, invalid } = judge.judgeRequest(sent);
    violations.push(...[...refused, ...invalid].map((fault) => `request ${call}: ${fault}`));
    if (refused.length === 0 && invalid.length > 0) {
      return Response.json(
        { object: "error", live_mode: false, type: "invalid_request", message: invalid.join("; ") },
        { status: 400 },
      );
    }
    const response = await fake.fetch(request);
    const faults = await findAnswerFaults(operationId, response);
    if (faults.length === 0) return response;
    violations.push(...faults.map((fault) => `response ${response.status} to ${call}: ${fault}`));
    return Response.json(
      { message: `The response violates the contract: ${faults.join("; ")}` },
      { status: 500 },
    );
  };

  const { baseUrl, close } = await listen({ fetch: respond });
  return { baseUrl, fake, violations, close };
}

async function read(request: Request): Promise<JudgedRequest> {
  const { method, url, headers } = request;
  const { pathname, search } = new URL(url);
  const body = await request.clone().text();
  return {
    method,
    path: pathname,
    query: search.slice(1),
    headers: Object.fromEntries(headers),
    body: body === "" ? undefined : body,
  };
}
