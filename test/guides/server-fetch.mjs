/** For `node --import`: sends what is meant for the API to the server at TEST_FLATPEAK_URL, and leaves the program as it is. */
const real = globalThis.fetch;
globalThis.fetch = (input, init) =>
  real(String(input).replace("https://api.flatpeak.com", process.env.TEST_FLATPEAK_URL), init);
