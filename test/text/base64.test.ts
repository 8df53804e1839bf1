import { expect, test } from "vitest";
import { decodeBase64, encodeBase64, toBinary } from "../../src/text/base64.ts";

const TEXTS = ["", "account:key", "\0\n\t\x0f%", "ü", "€", "😀", "%41"];

test.each(TEXTS)("%j is encoded in base64 like Node does, and decoded again", (text) => {
  expect(encodeBase64(text)).toBe(Buffer.from(text).toString("base64"));
  expect(toBinary(text)).toBe(Buffer.from(text).toString("latin1"));
  expect(decodeBase64(encodeBase64(text))).toBe(text);
});

test("a lone surrogate becomes the replacement character, like in every UTF-8 encoder", () => {
  expect(encodeBase64("a\ud800b")).toBe(Buffer.from("a\ufffdb").toString("base64"));
});

test.each(["not base64!", btoa("\xff")])("%j is no text in base64", (base64) => {
  expect(() => decodeBase64(base64)).toThrow();
});
