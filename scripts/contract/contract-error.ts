/** Thrown for a contract that cannot be used; one line for each reason, with file, line and column if known. */
export class ContractError extends Error {
  readonly problems: readonly string[];
  /** Last line of the message, printed for any number of problems. */
  readonly ending: string | undefined;

  constructor(problems: readonly string[], ending?: string) {
    super([...problems, ...(ending === undefined ? [] : [ending])].join("\n"));
    this.problems = problems;
    this.ending = ending;
  }
}

/** Thrown for a part of a contract that cannot be used; `placeError` turns the pointer into a place. */
export class PointerError extends Error {
  readonly pointer: string;

  constructor(pointer: string, reason: string) {
    super(reason);
    this.pointer = pointer;
  }
}
