import { fileURLToPath } from "node:url";

// `flatpeak` is the sources, which lie above the app.
export default { turbopack: { root: fileURLToPath(new URL("../../../..", import.meta.url)) } };
