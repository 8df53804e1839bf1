/** Operations of a contract, for programs like those of users. */
export interface IdiomSubject {
  /** Declares `client`, and the other names that the idioms use. */
  readonly head: string;
  /** A call that creates something, as an expression. */
  readonly call: string;
  readonly operationId: string;
  /** Documented statuses of the call; the programs read the body of the first. */
  readonly statuses: readonly number[];
  /** For a contract other than Flatpeak's: type arguments for its operations. */
  readonly errorFrom?: string;
  readonly errorOf?: string;
}

/** One program for each use of a call's result, by name. */
export function renderIdioms(subject: IdiomSubject): Readonly<Record<string, string>> {
  const { head, call, operationId, statuses, errorFrom = "", errorOf = "" } = subject;
  const id = JSON.stringify(operationId);
  const [status] = statuses;
  const program = (code: string): string => `${head}\n${code}\nexport {};\n`;
  return {
    "a first call": program(`const { data, error } = await ${call};
if (error) console.error(error.message);
else console.log(data);`),
    "switch (error.status)": program(`const { data, error } = await ${call};
if (error) {
  switch (error.status) {
${statuses.map((each) => `    case ${each}: console.log(error.body); break;`).join("\n")}
    case undefined: console.log(error.kind); break;
    default: error.documented satisfies false; console.log(error.status, error.body);
  }
} else console.log(data);`),
    unwrap: program(`const created = await unwrap(${call});
console.log(created);`),
    isErrorFrom: program(`try {
  await unwrap(${call});
} catch (thrown) {
  if (isErrorFrom${errorFrom}(thrown, ${id}) && thrown.status === ${status}) console.log(thrown.body);
  else throw thrown;
}`),
    "isApiError(e, 404)": program(`try {
  await unwrap(${call});
} catch (thrown) {
  if (isApiError(thrown, 404)) console.log(thrown.code);
  else throw thrown;
}`),
    OperationError: program(`export function explain(error: OperationError<${id}${errorOf}>): string {
  return error.status === ${status} ? String(error.body) : error.message;
}
export type Created = OperationData<${id}${errorOf}>;`),
    "a wrapper of any call":
      program(`async function logged<Outcome extends CallOutcome>(call: () => Promise<Outcome>): Promise<Outcome> {
  const outcome = await call();
  if (outcome.error) console.error(outcome.error.message);
  return outcome;
}
const { data, error } = await logged(() => ${call});
if (error?.status === ${status}) console.log(error.body);
else console.log(data);`),
    "a function that returns any error":
      program(`export async function create(): Promise<{ error?: FlatpeakError | undefined }> {
  return ${call};
}
export const send: (init: object) => Promise<{ error?: FlatpeakError | undefined }> = () => ${call};`),
    "a wrapper over Client": program(`export async function get<Path extends PathsWith<paths, "get">>(
  path: Path,
  ...init: CallArguments<paths, Path, "get">
): Promise<Result<paths, Path, "get">> {
  const result = await client.GET(path, ...init);
  if (result.error) console.error(result.error.message);
  return result;
}`),
  };
}

/**
 * The programs of users of Flatpeak's own contract, by name.
 * @param find returns the module name of an entry of the package: `""` for its root
 */
export function renderFlatpeakIdioms(
  find: (entry: "" | "testing" | "webhooks") => string,
): Readonly<Record<string, string>> {
  const root = find("");
  return {
    ...renderIdioms({
      head: `import { isApiError, isErrorFrom, unwrap } from "${root}";
import type {
  CallArguments, CallOutcome, Client, FlatpeakError, OperationData, OperationError, PathsWith, paths, Result,
} from "${root}";
declare const client: Client;`,
      call: `client.POST("/devices", { body: { reference_id: "DEV1" } })`,
      operationId: "create-device",
      statuses: [409, 403],
    }),
    paginate: `import { paginate } from "${root}";
import type { Client } from "${root}";
declare const client: Client;
const devices = paginate(client, "/devices", { params: { query: { limit: 100 } } });
for await (const device of devices) console.log(device.id);`,
    "webhook handler": `import { createWebhookHandler } from "${find("webhooks")}";
import type { Client } from "${root}";
declare const client: Client;
export const handle = createWebhookHandler({
  client,
  onEvent: (event) => {
    switch (event.type) {
      case "device.create": console.log(event.data.reference_id); break;
      case "tariff.expired": console.log(event.data); break;
      default: console.log(event.id);
    }
  },
  onError: console.error,
});`,
    fake: `import { createFakeFlatpeak } from "${find("testing")}";
import { createClient } from "${root}";
const fake = createFakeFlatpeak();
createClient({ accountId: "acc_1", apiKey: "sk_test_1", fetch: fake.fetch });
fake.on("create-device", { status: 409, body: { code: "duplicate_reference" } });
fake.on("create-device", ({ body }) => (body?.reference_id === undefined ? { status: 409 } : undefined));
fake.fail("list-devices", { status: 503 });`,
  };
}
