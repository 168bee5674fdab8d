import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Plugin } from "esbuild";

/** Modules of the SDK that only name what other files hold, by the name under which clients import them. */
const BARRELS: Readonly<Record<string, string>> = {
  "@aws-sdk/core/protocols": "@aws-sdk/core/dist-es/submodules/protocols/index.js",
  "@smithy/core/protocols": "@smithy/core/dist-es/submodules/protocols/index.js",
};
const NAMED = /^(import|export) \{([^}]*)\} from "([^"]+)";$/gm;

/**
 * The SDK's clients import their protocol from a file that names all protocols. esbuild puts a file into the part that is read at start
 * if that part can reach it by imports, also where nothing of it is used: a function that speaks JSON to DynamoDB read IAM's XML too,
 * 11 KB. So each name is imported from the file that holds it.
 */
export function pastBarrels(modules: string): Plugin {
  const places = Promise.all(Object.entries(BARRELS).map(async ([name, file]) => [name, await placesOf(join(modules, file))] as const));
  return {
    name: "past-barrels",
    setup({ onLoad }) {
      onLoad({ filter: /node_modules\/@(?:aws-sdk|smithy)\/.*\/dist-es\/.*\.js$/ }, async ({ path }) => {
        const text = await readFile(path, "utf8");
        const contents = rewritten(text, new Map(await places));
        return contents === text ? undefined : { contents, loader: "js" };
      });
    },
  };
}

type Places = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** A module's text with each import from a barrel made from the file that holds the name. */
function rewritten(text: string, places: Places): string {
  return text.replaceAll(NAMED, (line, kind: string, names: string, from: string) =>
    places.has(from)
      ? split(names)
          .map((name) => `${kind} { ${name} } from ${JSON.stringify(placeOf(imported(name), from, places))};`)
          .join("\n")
      : line,
  );
}

/** Where a name really stands: a barrel may name what another one names. */
function placeOf(name: string, barrel: string, places: Places): string {
  const place = places.get(barrel)?.get(name);
  if (place === undefined) return barrel;
  return places.has(place) ? placeOf(name, place, places) : place;
}

/** The file, or the module's name, behind each name of a barrel that it exports under the same name. */
async function placesOf(barrel: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(barrel, "utf8");
  const found = [...text.matchAll(NAMED)].flatMap(([, , names = "", from = ""]) =>
    split(names)
      .filter((name) => imported(name) === name)
      .map((name) => [name, from.startsWith(".") ? `${join(dirname(barrel), from)}.js` : from] as const),
  );
  return new Map(found);
}

function split(names: string): readonly string[] {
  return names
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

function imported(name: string): string {
  return name.split(" as ")[0] ?? name;
}
