export { createFakeFlatpeak } from "./fake.ts";
export type { FakeAnswer, FakeFlatpeak, FakeFlatpeakOptions, Interceptor } from "./fake.ts";
export type { Examples, OperationExamples } from "./examples.ts";
export type { RecordedRequest } from "./record.ts";
export type { Operation } from "./routes.ts";
