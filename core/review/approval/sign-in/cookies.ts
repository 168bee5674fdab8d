import type { CookieOptions } from "hono/utils/cookie";

/** With `prefix: "host"` a cookie's name begins with `__Host-`, which ties it to this host alone (RFC 6265bis, "The __Host- Prefix"). */
export const SESSION_COOKIE = "whittle-session";

/** One cookie a sign-in, so that several may be under way in several tabs. Undefined where it is no state of ours. */
export function signInCookie(state: string): string | undefined {
  return /^[\w-]{16,100}$/.test(state) ? `whittle-sign-in-${state.slice(0, 16)}` : undefined;
}

/** Scripts cannot read it; it comes along when a link elsewhere is followed, and with no other request from elsewhere. */
export const COOKIE = { prefix: "host", path: "/", httpOnly: true, secure: true, sameSite: "Lax" } as const satisfies CookieOptions;
