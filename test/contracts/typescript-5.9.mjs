// Imported before a script: `typescript` is then the version of this folder, 5.9, instead of the project's.
import { register } from "node:module";

const url = import.meta.resolve("typescript");
const hook = `export const resolve = (name, context, next) =>
  name === "typescript" ? next(${JSON.stringify(url)}, context) : next(name, context);`;

register(`data:text/javascript,${encodeURIComponent(hook)}`);
