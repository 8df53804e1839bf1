import { expectTypeOf, test } from "vitest";
import type { OperationBody, OperationData, OperationError, operations } from "flatpeak";
import type { examples } from "../../generated/examples.ts";
import type { manifest } from "../../generated/manifest.ts";

/** `as const` makes everything read-only, which bodies are not. */
type Writable<Value> = { -readonly [Key in keyof Value]: Writable<Value[Key]> };

type Keys = keyof typeof examples;
type IdOf<Key extends Keys> = (typeof manifest.operations)[Key]["operationId"] & keyof operations;
type AnswersOf<Key extends Keys> = Writable<(typeof examples)[Key]["responses"]>;

/** Keys of operations whose example body does not have the type of the operation's body. */
type WrongBody = {
  [Key in Keys]: (typeof examples)[Key] extends { body: infer Body }
    ? Writable<Body> extends OperationBody<IdOf<Key>>
      ? never
      : Key
    : never;
}[Keys];

/** Keys of operations whose example of a success does not have the type of the response. */
type WrongData = {
  [Key in Keys]: AnswersOf<Key>[keyof AnswersOf<Key> & (200 | 201 | 202)] extends OperationData<IdOf<Key>>
    ? never
    : Key;
}[Keys];

/** Keys of operations whose example of an error does not have the type of that error's body. */
type WrongError = {
  [Key in Keys]: {
    [Status in Exclude<keyof AnswersOf<Key>, 200 | 201 | 202>]: AnswersOf<Key>[Status] extends Extract<
      OperationError<IdOf<Key>>,
      { status: Status; documented: true }
    >["body"]
      ? never
      : Key;
  }[Exclude<keyof AnswersOf<Key>, 200 | 201 | 202>];
}[Keys];

test("every example of the contract has the type of its body", () => {
  expectTypeOf<WrongBody>().toEqualTypeOf<never>();
  expectTypeOf<WrongData>().toEqualTypeOf<never>();
  expectTypeOf<WrongError>().toEqualTypeOf<never>();
});

test("there is an example for each operation", () => {
  expectTypeOf<Keys>().toEqualTypeOf<keyof typeof manifest.operations>();
  expectTypeOf<IdOf<Keys>>().toEqualTypeOf<keyof operations>();
});
