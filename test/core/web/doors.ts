import { restoreLink, reviewLink } from "#core/review/approval/links.ts";
import { approvalApp } from "#core/web/app.ts";
import type { TestRole } from "#test/core/steps/ports.ts";
import { applied } from "#test/page/applied.ts";
import { type Asked, asked } from "#test/page/served.ts";

export const ORIGIN = "https://page.example";

/** The page with one live link, and somebody who tries what can be sent to it. */
export interface Door extends Asked {
  /** Faults that the page reported. */
  readonly faults: unknown[];
  readonly fetch: (request: Request) => Response | Promise<Response>;
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** The form of the link's page, filled in, as a browser would send it. */
  form(fields?: Readonly<Record<string, string>>): Promise<string>;
  /** A link to the same review with other claims, rightly signed. */
  linkWith(claims: { readonly expiresAt?: string; readonly proposalHash?: string; readonly reviewId?: string }): Promise<string>;
  /** What was decided or asked for so far; empty where nothing was. */
  done(): Promise<readonly string[]>;
}

/** The two kinds of links, each with what its form says by default and how often its page's button works. */
export const DOORS: readonly (readonly [string, (role?: TestRole) => Promise<Door>])[] = [
  ["a link to decide", decidingDoor],
  ["a link to restore", restoringDoor],
];

export async function decidingDoor(role?: TestRole): Promise<Door> {
  const review = await asked(role);
  const { ports, reviewId } = review;
  return doorOf(review, {
    fields: { verdict: "approve", comment: "" },
    linkWith: async (claims) => reviewLink(ports.signer, ORIGIN, { ...(await claimsOf(review)), ...claims }),
    done: async () => [(await ports.store.get(reviewId)).decision?.verdict ?? []].flat(),
  });
}

export async function restoringDoor(role?: TestRole): Promise<Door> {
  const review = await applied(role ? { role } : {});
  const { ports } = review;
  return doorOf(review, {
    fields: { way: "all", comment: "" },
    linkWith: async (claims) => restoreLink(ports.signer, ORIGIN, { ...(await claimsOf(review)), missed: [], ...claims }),
    done: async () => ports.restores.started.map(({ input }) => input.reviewId),
  });
}

async function claimsOf({ ports, reviewId }: Asked) {
  const { proposalHash = "" } = await ports.store.get(reviewId);
  return { reviewId, proposalHash, expiresAt: "2026-11-15T00:00:00.000Z" };
}

function doorOf(
  review: Asked,
  { fields, ...rest }: Pick<Door, "linkWith" | "done"> & { readonly fields: Readonly<Record<string, string>> },
): Door {
  const faults: unknown[] = [];
  const app = approvalApp(review.ports, (fault) => faults.push(fault));
  const ask = async (path: string, init: RequestInit = {}) =>
    app.fetch(new Request(path.startsWith("/") ? `${ORIGIN}${path}` : path, init));
  return {
    ...review,
    ...rest,
    faults,
    fetch: (request) => app.fetch(request),
    ask,
    async form(other = {}) {
      const token = /name="token" value="([^"]+)"/.exec(await (await ask(review.link)).text())?.[1] ?? "";
      return new URLSearchParams({ token, ...fields, ...other }).toString();
    },
  };
}

/** A form as a browser sends it from the page itself. */
export function posted(body: string, headers: Readonly<Record<string, string>> = {}): RequestInit {
  return {
    method: "POST",
    body,
    headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin", origin: "null", ...headers },
  };
}
