/** Something in a contract that cannot be used; `placeError` turns the pointer into a place. */
export class PointerError extends Error {
  readonly pointer: string;

  constructor(pointer: string, reason: string) {
    super(reason);
    this.pointer = pointer;
  }
}
