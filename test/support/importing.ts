import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ContractError } from "../../scripts/contract/contract-error.ts";
import type { ImportArguments } from "../../scripts/import/arguments.ts";
import { importContract } from "../../scripts/import/import.ts";
import { renderContract } from "../../scripts/import/layout.ts";
import { parseSource } from "../../scripts/contract/source.ts";

const PROJECT = join(import.meta.dirname, "../..");

/** A documentation page in Flatpeak's form. */
export const REAL_PAGE: string = join(import.meta.dirname, "pages/create-a-device.md");

/** The project's own contract and overlay. */
export const OWN: Readonly<Record<"spec" | "overlay", string>> = {
  spec: readFileSync(join(PROJECT, "spec/flatpeak.yaml"), "utf8"),
  overlay: readFileSync(join(PROJECT, "spec/overlay.yaml"), "utf8"),
};

/** A small contract in the layout of imports. */
export const SMALL = `openapi: 3.0.3
info:
  version: "1"
  title: Things
tags:
  - name: Things
    description: What there is
paths:
  /things:
    parameters:
      - $ref: "#/components/parameters/Version"
    get:
      operationId: list-things
      x-source: https://docs.example.com/reference/list-things.md
      x-inferred: Guessed.
      responses:
        "200":
          description: All
    put:
      responses:
        "200":
          description: Put
      operationId: put-things
  /others:
    get:
      operationId: list-others
      responses:
        "200":
          description: All
components:
  parameters:
    Version:
      name: Version
      in: header
      schema:
        type: string
  schemas:
    Thing:
      type: object
      x-inferred: Guessed.
      properties:
        id:
          type: string
        name:
          type: string
`;

/** A newer version of {@link SMALL}. */
export const NEWER: string = SMALL.replaceAll("description: All", "description: Each of them");

/** An overlay for {@link SMALL}. */
export const SMALL_OVERLAY = `overlay: 1.0.0
info: { title: T, version: "1" }
actions:
  - target: $.paths['/things'].put
    update: { x-idempotent: false }
`;

/** Content of a page after the head that all pages have. */
export interface PageContent {
  readonly operation?: string;
  readonly version?: string;
  readonly rest: string;
}

/** Writes a page in Flatpeak's form. */
export function makePage({ operation = "GET /things", version = "1", rest }: PageContent): string {
  return `> ## Documentation Index
> Fetch the complete documentation index at: https://docs.example.com/llms.txt

# A page

Prose, and a sample that is no contract:

\`\`\`json
{ "name": "a" }
\`\`\`

\`\`\`\`yaml reference/things.json ${operation}
openapi: 3.0.3
info:
  title: Things
  version: "${version}"
${rest}
\`\`\`\`
`;
}

/** A folder like the project for an import: a contract, its overlay and generated files. */
export interface Workplace {
  readonly root: string;
  /** Path of the contract. */
  readonly spec: string;
  /** Writes a file of the project, and returns its path. */
  readonly put: (name: string, contents: string | Buffer) => string;
  /** Writes a file to import, and returns its path. */
  readonly write: (name: string, contents: string | Buffer) => string;
  readonly contract: () => string;
  /** Names and contents of all files except those of {@link Workplace.write}. */
  readonly snapshot: () => readonly (readonly [string, string])[];
  /** Imports, and prints nothing. */
  readonly import: (sources: readonly string[], options?: Partial<ImportArguments>) => Promise<number>;
  /** Returns the lines that a refused import prints; none if it succeeds. */
  readonly problemsOf: (
    sources: readonly string[],
    options?: Partial<ImportArguments>,
  ) => Promise<readonly string[]>;
  readonly remove: () => void;
}

/** Creates a workplace in a temporary folder. */
export function createWorkplace(contract: string = SMALL, overlay: string = SMALL_OVERLAY): Workplace {
  const root = mkdtempSync(join(tmpdir(), "import-"));
  const put = (name: string, contents: string | Buffer): string => {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, contents);
    return path;
  };
  const spec = put("spec/flatpeak.yaml", contract);
  put("spec/overlay.yaml", overlay);
  put("generated/schema.ts", "export type paths = {};\n");
  const run: Workplace["import"] = (sources, options) =>
    importContract(root, {
      sources,
      spec: undefined,
      overlay: undefined,
      dryRun: false,
      followRefs: false,
      quiet: true,
      ...options,
    });
  return {
    root,
    spec,
    put,
    write: (name, contents) => put(join("incoming", name), contents),
    contract: () => readFileSync(spec, "utf8"),
    snapshot: () =>
      ["spec", "generated"].flatMap((folder) =>
        readdirSync(join(root, folder)).map(
          (name) => [`${folder}/${name}`, readFileSync(join(root, folder, name), "utf8")] as const,
        ),
      ),
    import: run,
    problemsOf: async (sources, options) => {
      try {
        await run(sources, options);
        return [];
      } catch (error) {
        if (!(error instanceof ContractError)) throw error;
        const { problems, ending } = error;
        return [...problems, ...(ending === undefined ? [] : [ending])].map((line) =>
          line.replaceAll(`${join(root, "incoming")}/`, ""),
        );
      }
    },
    remove: () => {
      rmSync(root, { recursive: true });
    },
  };
}

/** Writes a contract in the layout of imports. */
export async function layOut(text: string): Promise<string> {
  return renderContract(parseSource(Buffer.from(text), "contract.yaml", "contract.yaml", "contract").root);
}
