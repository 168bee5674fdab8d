import { setTimeout } from "node:timers/promises";

/** Asks again and again until there is an answer. Throws, naming what was waited for, when it takes too long. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>, seconds = 60): Promise<T> {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await setTimeout(100);
  }
  throw new Error(`Waited ${seconds} seconds for ${what}.`);
}
