/**
 * Checks the result of a `fetch` by its shape: a user's `fetch` may have its own Response class.
 *
 * @throws TypeError if it is not a Response
 */
export function checkResponse(given: unknown): Response {
  if (!isResponse(given)) throw new TypeError("fetch returned no Response");
  return given;
}

function isResponse(value: unknown): value is Response {
  if (typeof value !== "object" || value === null || !("status" in value)) return false;
  const headers: unknown = Reflect.get(value, "headers");
  return typeof headers === "object" && headers !== null && "get" in headers;
}
