/** Advice for an error, by its status. */
const ADVICE: Readonly<Record<string, string>> = {
  "400": "Correct the request; `error.message` names the problem.",
  "401": "Check the credentials; the client has tried a new login.",
  "403": "Check that the credentials may use this account and operation.",
  "404": "Check the ID; the object does not exist or was deleted.",
  "409": "Use the existing object, or choose another reference.",
  "422": "Correct the request, or wait until the data is there; see `error.code`.",
  "429": "Slow down; the client has waited and retried.",
  "500": "Try again later; see `error.outcome` first if the operation is not idempotent.",
};

export function adviseOn(status: string): string {
  return ADVICE[status] ?? (status.startsWith("5") ? "Try again later." : "Correct the request.");
}
