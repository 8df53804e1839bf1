import { redactJson } from "../errors/redact-json.ts";
import { createRedact } from "../errors/redaction.ts";
import { parseJson } from "../text/json.ts";
import type { Manifest } from "../manifest.ts";
import { badRequest, demandResponse, exampleResponse, exampleError } from "./plain-response.ts";
import type { PlainResponse } from "./plain-response.ts";
import type { Examples } from "./examples.ts";
import type { Judge } from "./judge.ts";
import type { FakeLogin } from "./login.ts";
import { readQueryTexts } from "./record.ts";
import { Refusal } from "./refusal.ts";
import type { Handler } from "./resource.ts";
import type { CalledOperation } from "./routes.ts";

/** Settings of {@link createService}. */
export interface ServiceOptions {
  readonly login: FakeLogin;
  readonly refusalStatus: 401 | 403;
  /** Refuses requests that violate the contract. */
  readonly judge: Judge;
  readonly manifest: Manifest;
  readonly examples: Examples;
  /** Handlers by method and path template. All other operations return the contract's examples. */
  readonly handlers: Readonly<Record<string, Handler>>;
}

/** Call that a handler receives; {@link FakeCall} has it typed by operation. */
export interface PlainCall {
  readonly operationId: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly body: unknown;
  readonly request: Request;
}

/** Handler of an operation; {@link FakeHandler} has it typed by operation. */
export type PlainHandler = (
  call: PlainCall,
) => PlainResponse | undefined | Promise<PlainResponse | undefined>;

/** The API behind the routes: processes calls. */
export interface Service {
  /** Sets the handler of an operation, until the returned function is called or another handler replaces it. */
  readonly on: (operationId: string, handler: PlainHandler) => () => void;
  /** Processes a call; `text` is the body of the request, which stays unread. */
  readonly carryOut: (operation: CalledOperation, request: Request, text: string) => Promise<PlainResponse>;
}

/** Creates the service, without handlers of tests. */
export function createService(options: ServiceOptions): Service {
  const { login, manifest, examples } = options;
  const handlers = new Map<string, PlainHandler>();

  const authorize = ({ entry }: CalledOperation, authorization: string | null): boolean => {
    switch (entry.security) {
      case "basic":
        return login.acceptsBasic(authorization);
      case "bearer":
        return login.acceptsBearer(authorization);
      default:
        // The fake checks no other credentials.
        return true;
    }
  };

  const refuse = (operation: CalledOperation): PlainResponse => ({
    // The contract has no 401, so a 401 has the body of the 403.
    ...exampleError(operation, examples, 403, { message: "Access denied" }),
    status: options.refusalStatus,
  });

  const respondByHandler = async (
    call: Omit<PlainCall, "request">,
    operation: CalledOperation,
    request: Request,
  ): Promise<PlainResponse | undefined> => {
    const { operationId } = operation;
    const handle = handlers.get(operationId);
    if (handle === undefined) return undefined;
    try {
      const response = await handle({ ...call, request: request.clone() });
      if (response === undefined) return undefined;
      demandResponse(response);
      if (response.body !== undefined) return response;
      return { ...exampleResponse(operation, examples, response.status), headers: response.headers };
    } catch (error) {
      // A response shows the caller a failed assertion of the handler; a broken connection would hide it.
      return { status: 500, body: { message: `The handler of ${operationId} threw: ${String(error)}` } };
    }
  };

  const respondByDefault = (
    operation: CalledOperation,
    query: URLSearchParams,
    body: unknown,
  ): PlainResponse => {
    if (operation.entry.login !== undefined) return { status: 200, body: login.issue() };
    const handle = options.handlers[operation.key];
    if (handle === undefined) return exampleResponse(operation, examples);
    try {
      return handle({ operation, query, body });
    } catch (error) {
      if (error instanceof Refusal) return error.response;
      // For example, a price curve that is a function has thrown.
      return {
        status: 500,
        body: { message: `${operation.operationId} failed in the fake: ${String(error)}` },
      };
    }
  };

  /** Adds the API version to versioned responses, as the contract documents it. */
  const nameRelease = (
    response: PlainResponse,
    { entry }: CalledOperation,
    headers: Headers,
  ): PlainResponse => {
    const name = manifest.versionHeader?.toLowerCase();
    if (name === undefined || !entry.versioned) return response;
    return {
      ...response,
      headers: { [name]: headers.get(name) ?? manifest.apiVersion, ...response.headers },
    };
  };

  /** Messages quote IDs and names, and a request may have a secret in their place. */
  const withoutSecrets = (response: PlainResponse): PlainResponse =>
    response.status < 400
      ? response
      : { ...response, body: redactJson(response.body, createRedact(login.secrets())) };

  const act = async (operation: CalledOperation, request: Request, text: string): Promise<PlainResponse> => {
    if (!authorize(operation, request.headers.get("authorization"))) return refuse(operation);
    const body = operation.entry.contentType === undefined ? parseJson(text) : (parseJson(text) ?? text);
    if (text !== "" && body === undefined) return badRequest("The request body is not valid JSON");
    const { searchParams } = new URL(request.url);
    const query = readQueryTexts(searchParams);
    const violation = options.judge(operation, { query, headers: request.headers, text, body });
    if (violation !== undefined) return withoutSecrets(badRequest(violation));
    const { operationId, params } = operation;
    const call = { operationId, params, query, body };
    const response =
      (await respondByHandler(call, operation, request)) ??
      withoutSecrets(respondByDefault(operation, searchParams, text === "" ? {} : body));
    if (operation.entry.login !== undefined) login.admit(response.body);
    return response;
  };

  return {
    on: (operationId, handler) => {
      handlers.set(operationId, handler);
      return () => {
        if (handlers.get(operationId) === handler) handlers.delete(operationId);
      };
    },
    carryOut: async (operation, request, text) =>
      nameRelease(await act(operation, request, text), operation, request.headers),
  };
}
