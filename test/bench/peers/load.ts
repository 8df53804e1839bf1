import { CREDENTIALS } from "./responses.ts";
import type { CreateDevice, Prepare } from "./contestant.ts";

/** Imports a contestant and prepares it for a server; by default for the stub. */
export async function load(contestant: string, baseUrl = "https://api.flatpeak.com"): Promise<CreateDevice> {
  const file = new URL(`contestants/${contestant}.mjs`, import.meta.url);
  const { prepare } = (await import(file.href)) as { prepare: Prepare };
  return prepare({ ...CREDENTIALS, baseUrl });
}
