/** For `node --import`: sends requests for the API to the server at TEST_FLATPEAK_URL, without changes to the program. */
const real = globalThis.fetch;
globalThis.fetch = (input, init) =>
  real(String(input).replace("https://api.flatpeak.com", process.env.TEST_FLATPEAK_URL), init);
