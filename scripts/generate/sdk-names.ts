import { readFileSync } from "node:fs";
import ts from "typescript";

const INDEX = new URL("../../src/index.ts", import.meta.url);

/** The names that the package exports besides the schemas. They would shadow a schema of the same name. */
export function readSdkNames(): ReadonlySet<string> {
  const file = ts.createSourceFile("index.ts", readFileSync(INDEX, "utf8"), ts.ScriptTarget.ESNext);
  const names = file.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement)) return [];
    const { exportClause } = statement;
    if (exportClause === undefined || !ts.isNamedExports(exportClause)) return [];
    return exportClause.elements.map(({ name }) => name.text);
  });
  return new Set(names);
}
