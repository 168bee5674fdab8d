import { describe, expect, test } from "vitest";
import { NotAuthorizedError } from "#core/errors.ts";
import { endPages as texts } from "#core/messages/english/end-pages.ts";
import { SignInRefusedError, SignInUnavailableError } from "#core/review/approval/sign-in/errors.ts";
import { AccountUnreachableError, AnswersDifferError, ReviewConflictError, ReviewNotFoundError } from "#core/review/errors.ts";
import { approvalApp } from "#core/web/app.ts";
import type { SignIn } from "#core/web/context.ts";
import { portsOver } from "#test/core/steps/ports.ts";
import { asked } from "#test/page/served.ts";

const signIn: SignIn = {
  settings: { issuer: "i", clientId: "c", groups: [], emails: [], groupsClaim: "groups", sessionMinutes: 60, freshMinutes: 15 },
  provider: { begin: () => Promise.reject(new Error("unused")), finish: () => Promise.reject(new Error("unused")) },
  signOuts: { end: async () => {}, isEnded: async () => false },
};

describe("the page starts", () => {
  test.each([
    ["oidc", true, true],
    ["oidc", false, false],
    ["link", false, true],
    ["link", true, false],
    ["local", false, true],
    ["local", true, false],
  ] as const)("with ApproverSignIn=%s, and a provider: %s: %s", (approverSignIn, hasProvider, starts) => {
    const ports = { ...portsOver([], { approverSignIn }), ...(hasProvider ? { signIn } : {}) };
    const start = () => approvalApp(ports, () => {});
    if (starts) expect(start).not.toThrow();
    else expect(start).toThrow("ApproverSignIn");
  });
});

describe("a fault", () => {
  const conflict = new ReviewConflictError("r", ["waiting"], "applied");
  test.each<[string, Error, number, string, boolean]>([
    ["that the review is none", new ReviewNotFoundError("r"), 404, texts.unknown.title, false],
    ["that it was decided meanwhile", conflict, 409, texts.notWaiting.title, false],
    ["that the other approver answered otherwise", new AnswersDifferError("r"), 409, texts.answersDiffer.title, false],
    ["that an account trusts Whittle no more", new AccountUnreachableError("1", "no"), 503, "Account 1 cannot be reached", true],
    ["of a sign-in", new SignInRefusedError("no"), 403, texts.signInRefused.title, true],
    ["of the provider", new SignInUnavailableError("i", "no"), 503, texts.signInUnavailable.title, true],
    ["of AWS", new NotAuthorizedError("iam:GetRole", "secret words"), 503, texts.later.title, true],
    ["that nobody foresaw", new TypeError("secret words"), 503, texts.later.title, true],
  ])("%s has a page of its own, and is reported: %o %i %s %s", async (_, fault, status, title, isReported) => {
    const { ports, link } = await asked();
    const faults: unknown[] = [];
    const store = { ...ports.store, get: () => Promise.reject(fault) };
    const answer = await approvalApp({ ...ports, store }, (each) => faults.push(each)).fetch(new Request(link));
    const html = await answer.text();
    expect([answer.status, /<h1>([^<]*)<\/h1>/.exec(html)?.[1]]).toEqual([status, title]);
    expect(html).not.toContain("secret words");
    expect(faults).toEqual(isReported ? [fault] : []);
  });
});

test.each(["/", "/reviews", "/nothing", "/r/x", "/restore/x"])(
  "every answer keeps out of caches, frames, referrers and search, and lets nothing run: %s",
  async (path) => {
    const answer = await approvalApp(portsOver([]), () => {}).fetch(new Request(`https://page.example${path}`));
    const { "content-type": _, "content-security-policy": policy = "", ...headers } = Object.fromEntries(answer.headers);
    expect(headers).toEqual({
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "x-robots-tag": "noindex, nofollow",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "strict-transport-security": "max-age=31536000",
    });
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]{44}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
  },
);
