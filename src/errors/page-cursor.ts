/**
 * A place in a list, as the query of a list call names it: behind an object, or before one. Spread it into `params.query` to
 * go on from there. It is plain JSON, so it can be stored.
 */
export type PageCursor =
  | { readonly starting_after: string; readonly ending_before?: undefined }
  | { readonly ending_before: string; readonly starting_after?: undefined };
