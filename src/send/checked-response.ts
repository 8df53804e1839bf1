import { hasMethods, memberOf } from "../text/member.ts";

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
  return typeof memberOf(value, "status") === "number" && hasMethods(memberOf(value, "headers"), "get");
}
