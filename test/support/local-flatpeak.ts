import { createFakeFlatpeak } from "./watched-fake.ts";
import type { FakeContract, FakeFlatpeak, FakeFlatpeakOptions } from "./watched-fake.ts";
import { listen } from "../../src/testing/node.ts";
import { loadJudge } from "./local-flatpeak/judge.ts";
import type { JudgedRequest } from "./local-flatpeak/judge.ts";

/** Settings of {@link startLocalFlatpeak}: those of the fake. */
export type LocalFlatpeakOptions = FakeFlatpeakOptions & Partial<FakeContract>;

/** A Flatpeak that listens on the loopback interface. */
export interface LocalFlatpeak {
  /** Origin to send requests to: `http://127.0.0.1:…`. */
  readonly baseUrl: string;
  /** Answers what the judge lets through; its requests are those that it answered. */
  readonly fake: FakeFlatpeak;
  /** What the contract had against requests and answers so far: `"request GET /devices: query/limit: …"`. */
  readonly violations: readonly string[];
  /** Stops listening and cuts all connections, idle and busy. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a fake Flatpeak behind a real HTTP server, with the contract itself as judge on both sides: a request that
 * violates it is answered 400, an answer that does is replaced by a 500, and both are noted in `violations`.
 * Missing credentials and unknown paths or methods are noted too, but answered by the fake, as the API has answers for
 * them. Answers of an operation that was told to fail are not judged from then on.
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
    // The one status that the contract lacks and that was asked for.
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
    violations.push(...faults.map((fault) => `answer ${response.status} to ${call}: ${fault}`));
    return Response.json(
      { message: `The answer violates the contract: ${faults.join("; ")}` },
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
