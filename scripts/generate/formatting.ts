import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import type { OutputFile } from "../command/output.ts";

/** A file before it is formatted. */
export interface Draft extends OutputFile {
  /** The file of the project that it is formatted as, wherever it goes: the bytes must not depend on the place. */
  readonly as: string;
}

/** Formats a file as the project's own are. */
export async function formatDraft(root: string, { path, as, text }: Draft): Promise<OutputFile> {
  const filepath = join(root, as);
  const options = await resolveConfig(filepath, { config: join(root, ".prettierrc.json") });
  return { path, text: await format(text, { ...options, filepath }) };
}
