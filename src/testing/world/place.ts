import { isJsonObject } from "../../text/json.ts";
import type { JsonObject } from "../../text/json.ts";
import type { Zone } from "./zone.ts";

/** The facts about a location that prices depend on. */
export interface Site {
  readonly id: string;
  readonly zone: Zone;
  /** ISO 4217 code. */
  readonly currency: string;
  /** Creation time in milliseconds since 1970. */
  readonly created: number;
}

/** Time zone and currency of a location. */
export interface Place {
  /** Name in the tz database. */
  readonly timezone: string;
  /** ISO 4217 code. */
  readonly currency_code: string;
}

/** Currency of a country, then its time zones, the default first. */
const COUNTRIES: Readonly<Record<string, string>> = {
  AT: "EUR Europe/Vienna",
  AU: "AUD Australia/Sydney Australia/Melbourne Australia/Brisbane Australia/Adelaide Australia/Perth Australia/Hobart Australia/Darwin Australia/Lord_Howe",
  BE: "EUR Europe/Brussels",
  BG: "EUR Europe/Sofia",
  CA: "CAD America/Toronto America/Vancouver America/Edmonton America/Winnipeg America/Halifax",
  CH: "CHF Europe/Zurich",
  CZ: "CZK Europe/Prague",
  DE: "EUR Europe/Berlin",
  DK: "DKK Europe/Copenhagen",
  EE: "EUR Europe/Tallinn",
  ES: "EUR Europe/Madrid",
  FI: "EUR Europe/Helsinki",
  FR: "EUR Europe/Paris",
  GB: "GBP Europe/London",
  GR: "EUR Europe/Athens",
  HR: "EUR Europe/Zagreb",
  HU: "HUF Europe/Budapest",
  IE: "EUR Europe/Dublin",
  IT: "EUR Europe/Rome",
  JP: "JPY Asia/Tokyo",
  LT: "EUR Europe/Vilnius",
  LU: "EUR Europe/Luxembourg",
  LV: "EUR Europe/Riga",
  NL: "EUR Europe/Amsterdam",
  NO: "NOK Europe/Oslo",
  NZ: "NZD Pacific/Auckland",
  PL: "PLN Europe/Warsaw",
  PT: "EUR Europe/Lisbon",
  RO: "RON Europe/Bucharest",
  SE: "SEK Europe/Stockholm",
  SI: "EUR Europe/Ljubljana",
  SK: "EUR Europe/Bratislava",
  US: "USD America/New_York America/Chicago America/Denver America/Phoenix America/Los_Angeles America/Anchorage Pacific/Honolulu",
};

/** States and provinces outside the first time zone of their country. */
const STATES: Readonly<Record<string, string>> = {
  "Australia/Melbourne": "AU-VIC",
  "Australia/Brisbane": "AU-QLD",
  "Australia/Adelaide": "AU-SA",
  "Australia/Perth": "AU-WA",
  "Australia/Hobart": "AU-TAS",
  "Australia/Darwin": "AU-NT",
  "America/Vancouver": "CA-BC",
  "America/Edmonton": "CA-AB",
  "America/Winnipeg": "CA-MB",
  "America/Halifax": "CA-NS",
  "America/Chicago":
    "US-AL US-AR US-IA US-IL US-KS US-LA US-MN US-MO US-MS US-ND US-NE US-OK US-SD US-TN US-TX US-WI",
  "America/Denver": "US-CO US-ID US-MT US-NM US-UT US-WY",
  "America/Phoenix": "US-AZ",
  "America/Los_Angeles": "US-CA US-NV US-OR US-WA",
  "America/Anchorage": "US-AK",
  "Pacific/Honolulu": "US-HI",
};

/**
 * Finds time zone and currency of an address; nothing for a country that is not listed. A country with several time
 * zones is resolved by the city that a zone is named after, else by the state.
 */
export function findPlace(address: unknown): Place | undefined {
  if (!isJsonObject(address)) return undefined;
  const country = textOf(address, "country_code").toUpperCase();
  const [currency, ...zones] = (COUNTRIES[country] ?? "").split(" ");
  const [first] = zones;
  if (currency === undefined || first === undefined) return undefined;
  const city = textOf(address, "city").toLowerCase().replaceAll(" ", "_");
  const state = `${country}-${textOf(address, "state").toUpperCase()}`;
  const timezone =
    zones.find((zone) => zone.toLowerCase().endsWith(`/${city}`)) ??
    zones.find((zone) => STATES[zone]?.split(" ").includes(state)) ??
    first;
  return { timezone, currency_code: currency };
}

function textOf(address: JsonObject, name: string): string {
  const value = address[name];
  return typeof value === "string" ? value.trim() : "";
}
