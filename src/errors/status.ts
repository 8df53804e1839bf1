/** Every 2xx status, as literals. */
// prettier-ignore
export type SuccessStatus =
  | 200 | 201 | 202 | 203 | 204 | 205 | 206 | 207 | 208 | 209
  | 210 | 211 | 212 | 213 | 214 | 215 | 216 | 217 | 218 | 219
  | 220 | 221 | 222 | 223 | 224 | 225 | 226 | 227 | 228 | 229
  | 230 | 231 | 232 | 233 | 234 | 235 | 236 | 237 | 238 | 239
  | 240 | 241 | 242 | 243 | 244 | 245 | 246 | 247 | 248 | 249
  | 250 | 251 | 252 | 253 | 254 | 255 | 256 | 257 | 258 | 259
  | 260 | 261 | 262 | 263 | 264 | 265 | 266 | 267 | 268 | 269
  | 270 | 271 | 272 | 273 | 274 | 275 | 276 | 277 | 278 | 279
  | 280 | 281 | 282 | 283 | 284 | 285 | 286 | 287 | 288 | 289
  | 290 | 291 | 292 | 293 | 294 | 295 | 296 | 297 | 298 | 299;

/** Every 4xx status, as literals. */
// prettier-ignore
export type ClientErrorStatus =
  | 400 | 401 | 402 | 403 | 404 | 405 | 406 | 407 | 408 | 409
  | 410 | 411 | 412 | 413 | 414 | 415 | 416 | 417 | 418 | 419
  | 420 | 421 | 422 | 423 | 424 | 425 | 426 | 427 | 428 | 429
  | 430 | 431 | 432 | 433 | 434 | 435 | 436 | 437 | 438 | 439
  | 440 | 441 | 442 | 443 | 444 | 445 | 446 | 447 | 448 | 449
  | 450 | 451 | 452 | 453 | 454 | 455 | 456 | 457 | 458 | 459
  | 460 | 461 | 462 | 463 | 464 | 465 | 466 | 467 | 468 | 469
  | 470 | 471 | 472 | 473 | 474 | 475 | 476 | 477 | 478 | 479
  | 480 | 481 | 482 | 483 | 484 | 485 | 486 | 487 | 488 | 489
  | 490 | 491 | 492 | 493 | 494 | 495 | 496 | 497 | 498 | 499;

/** Every 5xx status, as literals. */
// prettier-ignore
export type ServerErrorStatus =
  | 500 | 501 | 502 | 503 | 504 | 505 | 506 | 507 | 508 | 509
  | 510 | 511 | 512 | 513 | 514 | 515 | 516 | 517 | 518 | 519
  | 520 | 521 | 522 | 523 | 524 | 525 | 526 | 527 | 528 | 529
  | 530 | 531 | 532 | 533 | 534 | 535 | 536 | 537 | 538 | 539
  | 540 | 541 | 542 | 543 | 544 | 545 | 546 | 547 | 548 | 549
  | 550 | 551 | 552 | 553 | 554 | 555 | 556 | 557 | 558 | 559
  | 560 | 561 | 562 | 563 | 564 | 565 | 566 | 567 | 568 | 569
  | 570 | 571 | 572 | 573 | 574 | 575 | 576 | 577 | 578 | 579
  | 580 | 581 | 582 | 583 | 584 | 585 | 586 | 587 | 588 | 589
  | 590 | 591 | 592 | 593 | 594 | 595 | 596 | 597 | 598 | 599;

/** Every error status: 400 to 599, as literals, so that the type stays exact after narrowing. */
export type ErrorStatus = ClientErrorStatus | ServerErrorStatus;

type AnyStatus = SuccessStatus | ErrorStatus;
type Itself = { readonly [Status in AnyStatus]: Status };

/**
 * Statuses of a class, except some. `Exclude` gives the same type but takes ten times as long, since it checks each
 * status in turn. `infer` stops the compiler from expanding the class while `Some` is still a type parameter.
 */
export type StatusBut<Class extends AnyStatus, Some extends PropertyKey> = [Some] extends [
  infer Known extends PropertyKey,
]
  ? (Itself & Readonly<Record<Known, never>>)[Class]
  : never;

/** True for a status of 400 to 599. */
export function isErrorStatus(status: number): status is ErrorStatus {
  return status >= 400 && status <= 599;
}

/** True for a status of 200 to 299. */
export function isSuccessStatus(status: number): boolean {
  return status >= 200 && status <= 299;
}

/** True for a status whose `Response` cannot have a body. */
export function isEmptyStatus(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}

/** Finds the contract's entry for a status: by number, else by class (`4XX`), else by `default`. */
export function findByStatus<Value>(
  documented: Readonly<Record<string, Value>>,
  status: number,
): Value | undefined {
  const range = `${Math.floor(status / 100)}XX`;
  return documented[status in documented ? status : range in documented ? range : "default"];
}
