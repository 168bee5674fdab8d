import { bodyLimit } from "hono/body-limit";
import { Hono } from "hono/tiny";
import type { PageEnv, PageNeeds } from "./context.ts";
import { MOST_BODY_BYTES } from "./form.ts";

/** Loaded when the first restore link is opened: deciding needs none of it, and the page starts cold. */
const handlers = () => import("./restore-handlers.ts");

/** A change by its restore link: GET shows how it can be undone, POST asks for one of the ways. */
export function restoreRoutes(ports: PageNeeds): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  const limit = bodyLimit({
    maxSize: MOST_BODY_BYTES,
    onError: async (context) => (await handlers()).refuseRestore(context, "tooLarge"),
  });
  routes.get("/:token", async (context) => (await handlers()).showRestore(ports, context));
  routes.post("/:token", limit, async (context) => (await handlers()).askRestore(ports, context));
  routes.all("/:token", async (context) => (await handlers()).refuseRestore(context, "notAllowed"));
  return routes;
}
