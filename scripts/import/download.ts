import { ContractError } from "../contract/contract-error.ts";
import { refuseAddress } from "./address.ts";

/** Limits of a download. */
export interface Limits {
  readonly bytes: number;
  /** For the whole download, including redirects. */
  readonly milliseconds: number;
}

/** Several times the size of the largest public contracts. */
export const DOWNLOAD_LIMITS: Limits = { bytes: 64 * 1024 * 1024, milliseconds: 60_000 };

const MOST_REDIRECTS = 5;

/**
 * Fetches a document or a page.
 *
 * @throws ContractError with the address and the reason: refused, no response, not 200, too large or too slow
 */
export async function download(address: URL, limits: Limits = DOWNLOAD_LIMITS): Promise<Buffer> {
  const signal = AbortSignal.timeout(limits.milliseconds);
  try {
    const response = await request(address, signal);
    if (response.status !== 200) {
      throw new ContractError([`${address.href}: returned status ${response.status}; check the address`]);
    }
    return await readDownload(response, address, limits.bytes);
  } catch (error) {
    if (error instanceof ContractError) throw error;
    const reason = signal.aborted
      ? `took longer than ${limits.milliseconds / 1000} s`
      : describeFailedDownload(error);
    throw new ContractError([`${address.href}: ${reason}; try again, or save it as a file and import that`]);
  }
}

async function request(address: URL, signal: AbortSignal): Promise<Response> {
  let target = address;
  let from: URL | undefined;
  for (let count = 0; count <= MOST_REDIRECTS; count += 1) {
    const refusal = refuseAddress(target, from);
    if (refusal !== undefined) throw new ContractError([`${describeWay(address, target)}: ${refusal}`]);
    const headers = { accept: "text/markdown, application/yaml, application/json, text/plain, */*;q=0.1" };
    const response = await fetch(target, { redirect: "manual", headers, signal });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || location === null) return response;
    await response.body?.cancel();
    if (!URL.canParse(location, target)) {
      throw new ContractError([`${address.href}: redirects to ${location}, which is not an address`]);
    }
    from = target;
    target = new URL(location, target);
  }
  throw new ContractError([`${address.href}: redirects more than ${MOST_REDIRECTS} times`]);
}

function describeWay(address: URL, target: URL): string {
  return address === target ? address.href : `${address.href}: redirects to ${target.href}`;
}

/** Does not trust `content-length`: a body may be longer, or compressed. */
async function readDownload({ body }: Response, { href }: URL, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    const bytes: Uint8Array = chunk;
    length += bytes.length;
    if (length > most)
      throw new ContractError([`${href}: larger than ${most} bytes; save it as a file and import that`]);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function describeFailedDownload(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message : String(cause);
}
