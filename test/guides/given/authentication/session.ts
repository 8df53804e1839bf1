/** Stands for the session of a real service. */
export function deviceOfUser(cookie: string | undefined): string | undefined {
  return cookie === "session=abc" ? "dev_000000000000000000000001" : undefined;
}
