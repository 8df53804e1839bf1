import { describe, expectTypeOf, test } from "vitest";
import type { Customer, Device, Location, TariffEventData } from "flatpeak";
import type { EventOf, EventType, UndocumentedData, UnknownEvent, WebhookEvent } from "flatpeak/webhooks";

declare const event: WebhookEvent;

describe("the type of an event narrows its data", () => {
  test("to the type in the contract", () => {
    if (event.type === "device.create") expectTypeOf(event.data).toEqualTypeOf<Device>();
    if (event.type === "customer.delete") expectTypeOf(event.data).toEqualTypeOf<Customer>();
    if (event.type === "location.update") expectTypeOf(event.data).toEqualTypeOf<Location>();
    if (event.type === "tariff.expired") expectTypeOf(event.data).toEqualTypeOf<TariffEventData>();
    if (event.type === "device.create") expectTypeOf(event).toEqualTypeOf<EventOf<"device.create">>();
  });

  test("to an open object if the contract does not document it", () => {
    if (event.type === "device.create.failed") expectTypeOf(event.data).toEqualTypeOf<UndocumentedData>();
    if (event.type === "schedule.created") expectTypeOf(event.data).toEqualTypeOf<UndocumentedData>();
  });

  test("in a switch, several at once", () => {
    switch (event.type) {
      case "device.create":
      case "device.update":
        expectTypeOf(event.data).toEqualTypeOf<Device>();
        break;
      case "device.delete":
      case "location.delete":
        expectTypeOf(event.data).toEqualTypeOf<Device | Location>();
        break;
      default:
        expectTypeOf(event).not.toEqualTypeOf<WebhookEvent>();
    }
  });
});

describe("types that are not in the contract remain possible", () => {
  test("after narrowing by all known types", () => {
    expectTypeOf<Exclude<WebhookEvent, EventOf<EventType>>>().toEqualTypeOf<UnknownEvent>();
    expectTypeOf<UnknownEvent["type"]>().toExtend<string>();
    expectTypeOf<UnknownEvent["data"]["anything"]>().toEqualTypeOf<unknown>();
  });

  test("are compared through a variable, since a misspelled type does not compile", () => {
    const type: string = event.type;
    expectTypeOf(type === "device.archived").toEqualTypeOf<boolean>();
    // @ts-expect-error -- misspelled: no event has this type
    expectTypeOf(event.type === "device.crate").toEqualTypeOf<boolean>();
  });

  test("do not remove a known type", () => {
    expectTypeOf<"tariff.expiring">().toExtend<EventType>();
    expectTypeOf<"connect_session.complete">().toExtend<EventType>();
    expectTypeOf<string>().not.toExtend<EventType>();
  });
});

test("every event has the common fields", () => {
  expectTypeOf(event.id).toEqualTypeOf<string>();
  expectTypeOf(event.object).toEqualTypeOf<"event">();
  expectTypeOf(event.time_created).toEqualTypeOf<string | undefined>();
});
