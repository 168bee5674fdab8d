import { newRestoreLink } from "#core/review/approval/links.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { decideSigned } from "#test/core/review/vote.ts";
import { type Asked, askedOf } from "./served.ts";

/** A review whose change was carried out; `link` is the restore link that its message holds. */
export interface Applied extends Asked {
  /** The link by which it was decided. */
  readonly reviewLink: string;
}

/** Takes a role through the real steps up to the change. `missed` are actions that the link is about. */
export async function applied(options: Partial<Parameters<typeof askedOf>[0]> = {}, missed: readonly string[] = []): Promise<Applied> {
  const settings = { pageUrl: "https://page.example", ...options.settings };
  const review = await askedOf({ ...options, settings });
  const { ports, reviewId } = review;
  await decideSigned(ports, reviewId, { verdict: "approved", by: "the holder of the link" });
  await applyPolicy(ports, { reviewId });
  const made = await newRestoreLink(ports, await ports.store.get(reviewId), missed);
  return { ...review, link: made?.link ?? "", reviewLink: review.link };
}
