// A package without types.
export const createClient: any;
export const createFakeFlatpeak: any;
export const unwrap: any;
export const isErrorFrom: any;
export type Device = any;
export type OperationError<Id> = any;
