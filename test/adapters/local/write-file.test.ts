import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { UnusableFileError } from "#adapters/local/errors.ts";
import { openDatabase } from "#adapters/local/store/open-database.ts";
import { openFolder, writeJson } from "#adapters/local/write-file.ts";

const folder = () => mkdtempSync(join(tmpdir(), "whittle-write-"));
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

test("folders, files and the record are for their owner alone", () => {
  const out = join(folder(), "a", "b");
  openFolder(out);
  writeJson(join(out, "account.json"), { a: 1 });
  openDatabase(join(out, "whittle.sqlite"), "create table t (a);").close();
  expect([modeOf(out), modeOf(join(out, "account.json")), modeOf(join(out, "whittle.sqlite"))]).toEqual(["700", "600", "600"]);
});

test.each<[string, (file: string) => void]>([
  ["a JSON file", (file) => writeJson(file, { a: 1 })],
  ["the record", (file) => openDatabase(file, "create table t (a);").close()],
])("%s is not written through a link, nor where the link leads", (_, write) => {
  const at = folder();
  const [target, file] = [join(at, "target"), join(at, "planted")];
  writeFileSync(target, "theirs");
  symlinkSync(target, file);
  expect(() => write(file)).toThrow(UnusableFileError);
  expect(readFileSync(target, "utf8")).toBe("theirs");
  symlinkSync(join(at, "nowhere"), join(at, "dangling"));
  expect(() => write(join(at, "dangling"))).toThrow(UnusableFileError);
  expect(existsSync(join(at, "nowhere"))).toBe(false);
});

test("a link planted where the unfinished file used to stand is left alone", () => {
  const at = folder();
  const target = join(at, "target");
  writeFileSync(target, "theirs");
  symlinkSync(target, join(at, "account.json.new"));
  writeJson(join(at, "account.json"), { a: 1 });
  expect(readFileSync(target, "utf8")).toBe("theirs");
  expect(lstatSync(join(at, "account.json")).isSymbolicLink()).toBe(false);
});

test("a file that others could read is written anew for its owner, and nothing unfinished stays", () => {
  const at = folder();
  writeFileSync(join(at, "account.json"), "{}", { mode: 0o644 });
  writeJson(join(at, "account.json"), { a: 1 });
  expect([modeOf(join(at, "account.json")), readdirSync(at)]).toEqual(["600", ["account.json"]]);
});
