import { fileURLToPath } from "node:url";

// `flatpeak` resolves to the sources, which are outside the app.
export default { turbopack: { root: fileURLToPath(new URL("../../../..", import.meta.url)) } };
