import { BaseResolver, ResolveError } from "@redocly/openapi-core";
import type { Source } from "./source.ts";
import { hideDataReferences } from "./validated.ts";

/**
 * Resolves references only from given sources. It opens no file or connection, for example for the address of an
 * example.
 */
export class ClosedResolver extends BaseResolver {
  /** @param sources by absolute path or address */
  constructor(sources: ReadonlyMap<string, Source> = new Map()) {
    super();
    for (const [file, { parsed, root }] of sources) {
      this.cache.set(file, Promise.resolve({ source: parsed.source, parsed: hideDataReferences(root) }));
    }
  }

  override loadExternalRef(file: string): Promise<never> {
    return Promise.reject(new ResolveError(new Error(`${file} is not followed`)));
  }
}
