/** A server with keep-alive in a separate process: reads each request completely, and always responds the same. */
import { createServer } from "node:http";
import { DEVICE, LOGIN } from "./responses.ts";

const server = createServer((request, response) => {
  request.resume().on("end", () => {
    const login = request.url === "/login";
    const body = login ? LOGIN : DEVICE;
    response
      .writeHead(login ? 200 : 201, { "content-type": "application/json", "content-length": body.length })
      .end(body);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address !== "string") process.send?.(address.port);
});
process.on("disconnect", () => {
  process.exit();
});
