import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import type { Plugin } from "esbuild";
import ts from "typescript";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Purposes of the files of a bundle, by the first pattern that matches the path. */
const PARTS: readonly (readonly [part: string, files: RegExp])[] = [
  ["the contract at run time", /^generated\//],
  ["openapi-fetch", /node_modules\/openapi-fetch\//],
  [
    "checks of options and credentials, with suggestions",
    /\/(options|credentials|limits|check-signal|unknown-names|describe-value|version)\./,
  ],
  ["login, bearer token and replay", /^src\/auth\/(?!credentials|token-store)|\/base64\./],
  ["tokens shared between processes", /\/token-store\./],
  ["middleware", /\/middleware\./],
  ["path, query, headers and body of the request", /^src\/(request|wire)\/|\/pointer\./],
  [
    "one call: attempt, body, stream",
    /\/(client|call|call-context|attempt|buffered-response|body-source|checked-response|public-fetch|stream|byte-limit)\./,
  ],
  ["deadline, signal and retries", /\/(deadline|patience|retry|retry-after|final-errors)\./],
  ["responses and errors", /\/(result|classes|brand|status|json|line|member)\./],
  ["removing secrets from text", /\/(redaction|redact-json|digits|cause|escapes|search|kept-response)\./],
  ["events and drift", /\/(events|watch)\./],
];

/** Safeguards of a call. */
const GUARDS =
  /\/(options|credentials|limits|check-signal|unknown-names|describe-value|unknown-path|token-store|path|query|parameter|body|stream|redaction|redact-json|digits|escapes|search|cause|events|watch)\./;

/** The part of a bundle for one purpose, in bytes. */
export interface Part {
  readonly name: string;
  readonly minified: number | undefined;
  /** Reduction of the brotli size without this part. */
  readonly brotli: number;
}

/** The parts of a program that makes one call. */
export async function measureParts(): Promise<readonly Part[]> {
  const whole = await bundle();
  const minified = new Map(PARTS.map(([name]) => [name, 0]));
  for (const [file, bytes] of whole.files) {
    const part = PARTS.find(([, files]) => files.test(file))?.[0];
    if (part === undefined) throw new Error(`${file} belongs to no part: add it to PARTS`);
    minified.set(part, (minified.get(part) ?? 0) + bytes);
  }
  const parts: Part[] = [];
  const add = async (name: string, leftOut: Plugin): Promise<void> => {
    const { brotli } = await bundle(leftOut);
    parts.push({ name, minified: minified.get(name), brotli: whole.brotli - brotli });
  };
  for (const [name, files] of PARTS) await add(name, leaveOut({ files }));
  await add("the text of all messages", leaveOut({ texts: true }));
  await add(
    "this text, checks, redaction, events, shared tokens and streams",
    leaveOut({ files: GUARDS, texts: true }),
  );
  return parts;
}

async function bundle(plugin?: Plugin): Promise<{ brotli: number; files: [file: string, bytes: number][] }> {
  const { metafile, outputFiles } = await build({
    stdin: {
      contents: `import { createClient } from "./src/index.ts"; createClient().POST("/devices", { body: {} });`,
      resolveDir: ROOT,
      sourcefile: "program",
    },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
    metafile: true,
    absWorkingDir: ROOT,
    plugins: plugin === undefined ? [] : [plugin],
  });
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  return {
    brotli: brotliCompressSync(outputFiles[0]?.contents ?? "").length,
    files: inputs
      .map(([file, { bytesInOutput }]): [string, number] => [file, bytesInOutput])
      .filter(([file, bytes]) => file !== "program" && bytes > 0),
  };
}

/** A bundle without a part cannot run, but has the right size. */
function leaveOut({ files, texts = false }: { files?: RegExp; texts?: boolean }): Plugin {
  return {
    name: "leave-out",
    setup(bundler) {
      bundler.onLoad({ filter: /\.(ts|mjs)$/ }, async ({ path }) => {
        const source = ts.createSourceFile(path, await readFile(path, "utf8"), ts.ScriptTarget.Latest, true);
        if (files?.test(path.slice(ROOT.length)) === true)
          return { contents: await withoutCode(source), loader: "ts" };
        return { contents: texts ? withoutTexts(source) : source.text, loader: "ts" };
      });
    },
  };
}

/** A module with the same but empty exports, and with the same imports, which belong to other parts. */
async function withoutCode(source: ts.SourceFile): Promise<string> {
  const imports = source.statements.filter(ts.isImportDeclaration);
  const imported = imports.flatMap(({ importClause }) => {
    const bindings = importClause?.phaseModifier === undefined ? importClause?.namedBindings : undefined;
    return bindings && ts.isNamedImports(bindings) ? bindings.elements.map(({ name }) => name.text) : [];
  });
  const { metafile } = await build({
    entryPoints: [source.fileName],
    outdir: "nowhere",
    metafile: true,
    write: false,
  });
  const exported = Object.values(metafile.outputs).flatMap(({ exports }) => exports);
  return [
    ...imports.map((statement) => statement.getText()),
    `nothing(${imported.join()});`,
    ...exported.map((name) =>
      name === "default" ? "export default nothing;" : `export const ${name} = nothing;`,
    ),
  ].join("\n");
}

/** Replaces every text that contains words by an empty one. */
function withoutTexts(source: ts.SourceFile): string {
  let code = "";
  let from = 0;
  const visit = (node: ts.Node): void => {
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
    if (!isText || !/\w \w/.test(node.getText())) {
      ts.forEachChild(node, visit);
      return;
    }
    code += `${source.text.slice(from, node.getStart())}""`;
    from = node.getEnd();
  };
  visit(source);
  return code + source.text.slice(from);
}
