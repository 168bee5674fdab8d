import type { Brief } from "#core/review/model/brief.ts";

/** Of a proposal in which nothing is alarming and nothing is asked. */
export const CALM: Brief = {
  keptCount: 5,
  removedCount: 10,
  removed: [0, 0, 0, 5, 5],
  policies: 1,
  suspicious: 0,
  escalations: 0,
  laterCallsDenied: 0,
  removedUnlogged: 0,
  keptWithoutProof: 0,
  gaps: 0,
};
