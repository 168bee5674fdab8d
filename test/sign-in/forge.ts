import { createPrivateKey, createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import type { CustomFetch } from "openid-client";
import * as v from "valibot";
import type { TestOpenId } from "./openid.ts";

type Claims = Readonly<Record<string, unknown>>;
const Token = v.looseObject({ id_token: v.string() });
const Part = v.record(v.string(), v.unknown());

export interface Forgery {
  /** Claims over those of the right token. */
  readonly claims?: (claims: Claims) => Claims;
  readonly header?: Claims;
  /** Another key than the provider's. */
  readonly key?: KeyObject;
  /** Replaces the finished token. */
  readonly token?: (token: string) => string;
}

export const ANOTHER_KEY = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;

/** The network with somebody in it, who changes the ID token on its way from the provider to the page. */
export function forging(
  { key: own }: TestOpenId,
  { claims = (same) => same, header = {}, key, token = (same) => same }: Forgery,
): CustomFetch {
  const signing = key ?? createPrivateKey({ key: own, format: "jwk" });
  return async (url, options) => {
    const answer = await fetch(url, { ...options, body: options.body ?? null });
    if (!new URL(url).pathname.endsWith("/token")) return answer;
    const body = v.parse(Token, await answer.json());
    const [first = "", second = ""] = body.id_token.split(".");
    const input = `${encode({ ...decode(first), ...header })}.${encode(claims(decode(second)))}`;
    const signature = createSign("RSA-SHA256").update(input).sign(signing, "base64url");
    return Response.json({ ...body, id_token: token(`${input}.${signature}`) });
  };
}

function decode(part: string): Claims {
  return v.parse(Part, JSON.parse(Buffer.from(part, "base64url").toString("utf8")));
}

function encode(part: Claims): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
