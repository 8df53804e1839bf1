/**
 * Position in a list, after or before an object, as query parameters of a list call. Spread it into `params.query` to
 * continue there. It is plain JSON, so you can store it.
 */
export type PageCursor =
  | { readonly starting_after: string; readonly ending_before?: undefined }
  | { readonly ending_before: string; readonly starting_after?: undefined };
