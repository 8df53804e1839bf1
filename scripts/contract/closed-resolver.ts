import { BaseResolver, ResolveError } from "@redocly/openapi-core";
import type { Source } from "./source.ts";

/** Opens no file and no connection for what a contract refers to, such as the address of an example: it knows what it is given. */
export class ClosedResolver extends BaseResolver {
  /** @param sources by absolute path or address */
  constructor(sources: ReadonlyMap<string, Source> = new Map()) {
    super();
    for (const [file, { parsed }] of sources) this.cache.set(file, Promise.resolve(parsed));
  }

  override loadExternalRef(file: string): Promise<never> {
    return Promise.reject(new ResolveError(new Error(`${file} is not followed`)));
  }
}
