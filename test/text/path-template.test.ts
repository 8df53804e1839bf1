import { describe, expect, test } from "vitest";
import { compareTemplates, readSegments, readTemplate } from "../../src/text/path-template.ts";

test.each([
  ["/devices/a%2Fb/%C3%BC/", ["devices", "a/b", "ü"]],
  ["devices", ["devices"]],
  ["/", []],
  ["/a//b", ["a", "", "b"]],
  ["/100%", undefined],
])("the path %s has the segments %j", (path, segments) => {
  expect(readSegments(path)).toEqual(segments);
});

describe("a template matches", () => {
  test.each([
    ["/devices/{id}", ["devices", "a/b"], { id: "a/b" }],
    ["/{a}/{b}", ["x", "y"], { a: "x", b: "y" }],
    ["/{from}..{to}", ["1..2"], { from: "1", to: "2" }],
    ["/{id}.json", ["a.b.json"], { id: "a.b" }],
    ["/{id}", ["two\nlines"], { id: "two\nlines" }],
    ["/{__proto__}", ["x"], Object.fromEntries([["__proto__", "x"]])],
    ["/a%20b/c", ["a b", "c"], {}],
    ["/100%/{id}", ["100%", "a"], { id: "a" }],
    ["/$(^+*.?|)[]\\{id}", ["$(^+*.?|)[]\\x"], { id: "x" }],
  ])("%s with %j", (path, segments, values) => {
    const found = readTemplate(path).match(segments);
    expect(found).toEqual(values);
    expect(Object.keys(found ?? {})).toEqual(Object.keys(values));
  });
});

describe("a template does not match", () => {
  test.each([
    ["/devices/{id}", ["devices"]],
    ["/devices/{id}", ["devices", "a", "b"]],
    ["/devices/{id}", ["Devices", "a"]],
    ["/devices/{id}", ["devices", ""]],
    ["/{id}.json", ["a.xml"]],
    ["/{id}.json", ["a_json"]],
    ["/{id}.json", ["a.json2"]],
    ["/v{id}", ["xv1"]],
  ])("%s with %j", (path, segments) => {
    expect(readTemplate(path).match(segments)).toBeUndefined();
  });
});

test("templates are sorted by literal text, the first segment first", () => {
  const sorted = [
    "/a/b",
    "/a/{id}-with-a-long-end/x",
    "/a/{id}.json/x",
    "/a/{id}/x",
    "/{a}/b",
    "/{a}/{b}-",
    "/{a}/{b}",
  ];
  const compare = (one: string, other: string) => compareTemplates(readTemplate(one), readTemplate(other));
  expect(sorted.toReversed().sort(compare)).toEqual(sorted);
  expect([...sorted].sort(compare)).toEqual(sorted);
  expect(compare("/{a}/{b}", "/{c}/{d}")).toBe(0);
  expect(compare("/{a}-", "/{a}+")).toBe(0);
  expect(compare("/{a}--", "/{a}-{b}")).toBe(-1);
});
