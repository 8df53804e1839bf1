// What runs in the reader's browser: the search, and the menu on small screens. Bundled by site.ts.
import MiniSearch from "minisearch";
import type { Entry } from "./search.ts";

declare global {
  var searchEntries: readonly Entry[] | undefined;
}

const MOST_FOUND = 12;

const root = document.currentScript?.dataset["root"] ?? "";
const field = document.querySelector<HTMLInputElement>("input[type=search]");
const rendered = document.querySelector<HTMLOListElement>("#found");
const menu = document.querySelector<HTMLButtonElement>("button.menu");

let index: Promise<(query: string) => readonly Entry[]> | undefined;

/** Loads what can be found when somebody searches, and not before. */
async function loadIndex(): Promise<(query: string) => readonly Entry[]> {
  await new Promise<void>((resolve, reject) => {
    const script = document.createElement("script");
    script.src = join("search.js");
    script.onload = () => {
      resolve();
    };
    script.onerror = () => {
      reject(new Error(`${script.src} cannot be loaded`));
    };
    document.head.append(script);
  });
  const entries = globalThis.searchEntries ?? [];
  const search = new MiniSearch<Entry>({
    fields: ["page", "heading", "text"],
    // Names such as `create-device`, `time_created` and `/devices/{id}` are found by their parts, too.
    tokenize: (text) => text.split(/[^\p{L}\p{N}]+/u).flatMap(splitCamelCase),
    storeFields: ["heading"],
    searchOptions: {
      boost: { page: 4, heading: 3 },
      // A page before what stands on it.
      boostDocument: (_id, _term, stored) => (stored?.["heading"] === "" ? 3 : 1),
      prefix: true,
      fuzzy: 0.15,
      combineWith: "AND",
    },
  });
  search.addAll(entries);
  return (query) => search.search(query).flatMap(({ id }) => entries[Number(id)] ?? []);
}

function splitCamelCase(word: string): string[] {
  const parts = word.split(/(?<=[a-z])(?=[A-Z])/);
  return parts.length > 1 ? [word, ...parts] : [word];
}

async function find(): Promise<void> {
  if (!field || !rendered) return;
  const query = field.value.trim();
  index ??= loadIndex();
  const found = query === "" ? [] : (await index)(query).slice(0, MOST_FOUND);
  if (field.value.trim() !== query) return; // typed on meanwhile
  rendered.replaceChildren(...found.map(renderEntry));
  if (query !== "" && found.length === 0) rendered.append(renderNothing());
  show(query !== "");
}

function renderEntry({ address, page, heading, text }: Entry): HTMLLIElement {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const title = document.createElement("strong");
  const excerpt = document.createElement("span");
  link.href = join(address);
  link.role = "option";
  title.textContent = heading === "" ? page : `${page}: ${heading}`;
  excerpt.textContent = text.slice(0, 120);
  link.append(title, excerpt);
  item.append(link);
  return item;
}

function renderNothing(): HTMLLIElement {
  const item = document.createElement("li");
  item.className = "nothing";
  item.textContent = "Nothing found";
  return item;
}

function join(address: string): string {
  return root === "" ? address : `${root}/${address}`;
}

function show(visible: boolean): void {
  if (rendered) rendered.hidden = !visible;
  field?.setAttribute("aria-expanded", String(visible));
}

/** Moves from the field to the first of what was found, and on from there. */
function move(event: KeyboardEvent, step: 1 | -1): void {
  const links = [...(rendered?.querySelectorAll("a") ?? [])];
  const at = links.findIndex((link) => link === document.activeElement);
  const next = at + step < 0 ? field : links[at + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

field?.addEventListener("input", () => void find());
field?.addEventListener("focus", () => void (index ??= loadIndex()));
field?.closest("search")?.addEventListener("keydown", (event) => {
  if (!(event instanceof KeyboardEvent)) return;
  if (event.key === "ArrowDown") move(event, 1);
  if (event.key === "ArrowUp") move(event, -1);
  if (event.key === "Enter" && document.activeElement === field) rendered?.querySelector("a")?.click();
  if (event.key === "Escape") {
    show(false);
    field.focus();
  }
});
document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof HTMLInputElement;
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  field?.focus();
});
document.addEventListener("click", ({ target }) => {
  if (target instanceof Node && !field?.closest("search")?.contains(target)) show(false);
});

menu?.addEventListener("click", () => {
  const open = document.body.classList.toggle("menu-open");
  menu.setAttribute("aria-expanded", String(open));
});

// Not scrollIntoView, which would scroll the page as well.
const pages = document.querySelector<HTMLElement>("nav");
const here = pages?.querySelector<HTMLElement>("[aria-current]");
if (pages && here) pages.scrollTop = here.offsetTop - pages.offsetTop - pages.clientHeight / 2;
