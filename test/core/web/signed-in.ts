import { Hono } from "hono/tiny";
import { english } from "#core/messages/english/words.ts";
import type { Identity } from "#core/review/approval/sign-in/identity.ts";
import type { PageEnv, PageNeeds } from "#core/web/context.ts";
import { restoreRoutes } from "#core/web/restore-routes.ts";
import { reviewRoutes } from "#core/web/review-routes.ts";
import { posted } from "./doors.ts";

/** Somebody who signed in and may decide. */
export function person(subject: string, more: Partial<Identity> = {}): Identity {
  return { issuer: "https://login.example", subject, email: `${subject}@example.com`, groups: ["approvers"], principals: [], ...more };
}

/** The pages of a review as somebody sees them who has signed in, however they did. */
export function seenBy(ports: PageNeeds, identity: Identity) {
  const app = new Hono<PageEnv>();
  app.use(async (context, next) => {
    context.set("words", english);
    context.set("identity", identity);
    await next();
  });
  app.route("/r", reviewRoutes(ports));
  app.route("/restore", restoreRoutes(ports));
  const open = async (link: string, init?: RequestInit) => {
    const answer = await app.fetch(new Request(link, init));
    const html = await answer.text();
    return { status: answer.status, html, title: /<h1>([^<]*)<\/h1>/.exec(html)?.[1] ?? "" };
  };
  /** Fills in the form that the page shows, and sends it. */
  const send = async (link: string, fields: Readonly<Record<string, string>>) => {
    const token = /name="token" value="([^"]+)"/.exec((await open(link)).html)?.[1] ?? "";
    return open(link, posted(new URLSearchParams({ token, comment: "", ...fields }).toString()));
  };
  return { open, send };
}
