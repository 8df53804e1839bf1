type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
type StatusFrom<Text extends string> = Text extends `${infer Status extends number}` ? Status : never;

/** Every 2xx status, as literals. */
export type SuccessStatus = StatusFrom<`2${Digit}${Digit}`>;
/** Every 4xx status, as literals. */
export type ClientErrorStatus = StatusFrom<`4${Digit}${Digit}`>;
/** Every 5xx status, as literals. */
export type ServerErrorStatus = StatusFrom<`5${Digit}${Digit}`>;
/** Every status that is an error: 400 to 599, as literals, so that what is left after narrowing stays exact. */
export type ErrorStatus = ClientErrorStatus | ServerErrorStatus;

/** Whether a status is an error of the API. */
export function isErrorStatus(status: number): status is ErrorStatus {
  return status >= 400 && status <= 599;
}

/** Whether a status says that the call succeeded. */
export function isSuccessStatus(status: number): boolean {
  return status >= 200 && status <= 299;
}
