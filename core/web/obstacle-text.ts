import type { Words } from "#core/messages/english/words.ts";
import type { Obstacle } from "#core/review/approval/sign-in/obstacle.ts";

/** Why somebody must leave a role to others, without who must do it instead. */
export function obstacleText(obstacle: Obstacle, { page: { obstacles } }: Words): string {
  if (obstacle.id === "not-responsible") return obstacles.notResponsible(obstacle.groups);
  if (obstacle.id !== "own") return obstacles[obstacle.id];
  return `${obstacles.own} ${obstacles.trusted(obstacle.roleName, obstacle.trusted)}`;
}

/** These say themselves who must. */
const SELF_EXPLAINING: ReadonlySet<Obstacle["id"]> = new Set(["two-unknown", "approved", "not-responsible"]);

/** Why somebody cannot approve, and who must. */
export function whyNotText(obstacle: Obstacle, words: Words): string {
  const text = obstacleText(obstacle, words);
  return SELF_EXPLAINING.has(obstacle.id) ? text : `${text} ${words.page.obstacles.another}`;
}
