import * as v from "valibot";
import { secondsAfter } from "../../time.ts";
import { asciiJson } from "../base64url.ts";
import type { Identity } from "./identity.ts";
import { type Sealing, seal, unseal } from "./sealed.ts";
import type { SignInSettings } from "./settings.ts";

const Session = v.strictObject({
  issuer: v.string(),
  subject: v.string(),
  name: v.exactOptional(v.string()),
  email: v.exactOptional(v.string()),
  username: v.exactOptional(v.string()),
  groups: v.array(v.string()),
  principals: v.array(v.string()),
  signedInAt: v.exactOptional(v.string()),
  isCut: v.exactOptional(v.literal(true)),
}) satisfies v.GenericSchema<unknown, Identity>;

/** Characters for groups and principals together, as JSON: with all else that a session holds, what one cookie takes. */
const MOST_LISTED = 1_200;

/** A signed-in person as a value for the cookie. Of very many groups only those are kept that fit, the ones that count first. */
export function sealSession(sealing: Sealing, settings: SignInSettings, identity: Identity): Promise<string> {
  const expiresAt = secondsAfter(sealing.clock.now(), settings.sessionMinutes * 60);
  const counts = (group: string) => settings.groups.includes(group) || settings.groupsOfSome?.includes(group) === true;
  const ordered = [...identity.groups.filter(counts), ...identity.groups.filter((group) => !counts(group))];
  const principals = fitting(identity.principals, MOST_LISTED / 2);
  return seal(sealing, "session", expiresAt, {
    ...identity,
    principals,
    groups: fitting(ordered, MOST_LISTED - asciiJson(principals).length),
    ...(principals.length < identity.principals.length ? { isCut: true } : {}),
  });
}

/** Who is signed in, or undefined. */
export async function openSession(sealing: Sealing, sealed: string): Promise<Identity | undefined> {
  const read = v.safeParse(Session, await unseal(sealing, "session", sealed));
  return read.success && read.output.issuer === sealing.settings.issuer ? read.output : undefined;
}

function fitting(names: readonly string[], most: number): readonly string[] {
  let left = most;
  return names.filter((name) => {
    const characters = asciiJson(name).length + 1;
    if (characters > left) return false;
    left -= characters;
    return true;
  });
}
