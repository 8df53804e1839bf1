export type {
  FakeCall,
  FakeExample,
  FakeHandler,
  FakeResponse,
  OperationId,
  RecordedCall,
  RecordedRequest,
  RecordedStray,
  StatusOf,
  StatusResponse,
  SuccessOf,
} from "./calls.ts";
export type { DeliveredData, DeliveryOptions } from "./delivery.ts";
export type {
  BodyDeviation,
  Deviation,
  HeaderDeviation,
  StatusDeviation,
  VersionDeviation,
} from "./deviate.ts";
export type { Examples, IntegerBounds, OperationExamples } from "./examples.ts";
export { createFakeFlatpeak } from "./fake.ts";
export type { FakeContract, FakeFlatpeak, FakeFlatpeakOptions } from "./fake-flatpeak.ts";
export type {
  BreakFault,
  CustomFault,
  DelayFault,
  Fault,
  Loss,
  PageFault,
  StatusFault,
  TruncationFault,
} from "./faults.ts";
export type * from "./former-names.ts";
export type { PriceCurve, PriceTime } from "./world/curve.ts";
export type { TariffState } from "./world/market.ts";
export type { DeliveredEvent, WebhookHandler } from "./world/world.ts";
