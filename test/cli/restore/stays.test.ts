import { expect, test, vi } from "vitest";
import { restoreRole } from "#core/steps/restore-role.ts";
import { whittle } from "../in-process.ts";
import { temporaryFolder } from "../whittle.ts";

vi.mock("#core/steps/restore-role.ts", async (original) => {
  const whole = await original<typeof import("#core/steps/restore-role.ts")>();
  return { ...whole, restoreRole: vi.fn(whole.restoreRole) };
});

test("a policy that stays attached, because the role needs it for something else, is named, also where it is one", async () => {
  const out = temporaryFolder();
  await whittle("review", "--account", "sample/account.json", "--trail", "sample/trail", "--decide", "approve", "--out", out);
  const restore = vi.mocked(restoreRole).getMockImplementation();
  vi.mocked(restoreRole).mockImplementation(async (...given) => {
    const restored = await restore?.(...given);
    if (!restored) throw new Error("The role is restored.");
    return { ...restored, stays: ["whittle-Kept"] };
  });
  const { out: said } = await whittle("restore", "PatchManagerInstanceRole", "--out", out);
  expect(said.replace(/\s+/g, " ")).toContain("Still attached, because the role needs it for something else: whittle-Kept ");
});
