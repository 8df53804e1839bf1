import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import type { OutputFile } from "../command/output.ts";

/** A file before it is formatted. */
export interface Draft extends OutputFile {
  /** The project file whose format it gets, so that the bytes do not depend on the output folder. */
  readonly as: string;
}

/** Formats a file like those of the project. */
export async function formatDraft(root: string, { path, as, text }: Draft): Promise<OutputFile> {
  const filepath = join(root, as);
  const options = await resolveConfig(filepath, { config: join(root, ".prettierrc.json") });
  return { path, text: await format(text, { ...options, filepath }) };
}
