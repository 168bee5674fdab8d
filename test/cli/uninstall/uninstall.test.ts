import { IAMClient, ListPoliciesCommand } from "@aws-sdk/client-iam";
import { GetScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { ListExecutionsCommand } from "@aws-sdk/client-sfn";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import { endAll } from "#core/review/uninstall/end-all.ts";
import { foundingProposal, reviewOf } from "#test/core/messages/proposals.ts";
import { arnOf, fakeStack, OUTPUTS } from "../fake-stack.ts";
import { whittle } from "../in-process.ts";

const asked: string[] = [];
let answer = "";
vi.mock("node:readline/promises", () => ({
  createInterface: () => ({
    async question(text: string) {
      asked.push(text);
      return answer;
    },
    close() {},
  }),
}));
vi.mock("#core/review/uninstall/end-all.ts", () => ({ endAll: vi.fn() }));

const stack = fakeStack();
const scheduler = mockClient(SchedulerClient);
const iam = mockClient(IAMClient);
const outputs = {
  ...OUTPUTS,
  RoleReviewArn: arnOf("review"),
  TellDeniedArn: arnOf("denied"),
  ScheduleName: "daily",
};
let proposal: Proposal;
beforeAll(async () => {
  proposal = await foundingProposal();
});
const review = (id: string, status: Review["status"]) => reviewOf(proposal, { id, status, roleName: `Role-${id}` });
const execution = (name: string) => ({ arn: `execution:${name}`, machine: "role-restore" as const, reviewId: undefined });
const ends = (left: { reviews?: readonly Review[]; executions?: readonly ReturnType<typeof execution>[] } = {}) =>
  vi.mocked(endAll).mockResolvedValue({
    removed: [review("gone", "waiting")],
    unwatched: [review("unwatched", "applied")],
    left: { reviews: [], executions: [], ...left },
  });

const terminals = [process.stdin, process.stdout] as const;
const own = terminals.map((stream) => Object.getOwnPropertyDescriptor(stream, "isTTY"));
function atTerminal(...isOne: readonly boolean[]): void {
  for (const [at, stream] of terminals.entries()) Object.defineProperty(stream, "isTTY", { value: isOne[at], configurable: true });
}

beforeEach(() => {
  asked.length = 0;
  vi.mocked(endAll).mockReset();
  ends();
  stack.holds({ outputs, reviews: [review("open", "waiting"), review("watched", "applied"), review("changing", "applying")] });
  stack.machines.on(ListExecutionsCommand).resolves({ executions: [] });
  scheduler.on(GetScheduleCommand).resolves({ State: "ENABLED" });
  iam.on(ListPoliciesCommand).resolves({ Policies: [] });
});
afterEach(() => {
  for (const [at, stream] of terminals.entries()) {
    const before = own[at];
    if (before) Object.defineProperty(stream, "isTTY", before);
    else Reflect.deleteProperty(stream, "isTTY");
  }
});
const words = (text: string) => text.replace(/\s+/g, " ").trim();

describe("whittle uninstall ends nothing", () => {
  test("with --dry-run, and shows what it would end, as text and as JSON", async () => {
    const { code, out } = await whittle("uninstall", "--dry-run");
    expect(code).toBe(0);
    expect(words(out)).toContain("Schedule on; turned off");
    expect(words(out)).toContain("Reviews 1 closed without a change: Role-open (waiting)");
    const asJson = await whittle("uninstall", "--dry-run", "--format", "json");
    expect([asJson.code, JSON.parse(asJson.out)]).toEqual([
      0,
      {
        dryRun: true,
        isScheduled: true,
        cycles: 0,
        restores: 0,
        messages: 0,
        removed: [{ reviewId: "open", roleName: "Role-open", status: "waiting" }],
        unwatched: [{ reviewId: "watched", roleName: "Role-watched", status: "applied" }],
        awaited: [{ reviewId: "changing", roleName: "Role-changing", status: "applying" }],
      },
    ]);
    expect(vi.mocked(endAll)).not.toHaveBeenCalled();
  });

  test.each([
    ["a pipe", [false, false]],
    ["nobody who types", [false, true]],
    ["nobody who reads", [true, false]],
  ])("where it has %s: it prints the command that does it, and asks nobody", async (_, isTTY) => {
    atTerminal(...isTTY);
    answer = "whittle";
    const { code, out } = await whittle("uninstall", "--profile", "my profile", "--region", "eu-west-1");
    expect(code).toBe(3);
    expect(out).toContain(
      "\nNothing was ended. To end it: whittle uninstall --stack whittle --profile 'my profile' --region eu-west-1 --yes\n",
    );
    expect(asked).toEqual([]);
    expect(vi.mocked(endAll)).not.toHaveBeenCalled();
  });

  test.each([["yes"], ["y"], [""], ["whittle2"]])("where %j is typed in the place of the stack's name", async (typed) => {
    atTerminal(true, true);
    answer = typed;
    const { code, out } = await whittle("uninstall");
    expect([code, out]).toEqual([3, expect.stringContaining("Nothing was ended.\n")]);
    expect(asked).toEqual(["\nTo end this now, type the name of the stack (whittle): "]);
    expect(vi.mocked(endAll)).not.toHaveBeenCalled();
  });

  test.each([
    [["--yes", "--dry-run"], "Give --dry-run or --yes, not both."],
    [["--yes", "--wait", "soon"], "--wait soon: give a number of minutes."],
    [["--yes", "--wait=-1"], "--wait -1: give a number of minutes."],
    [["--yes", "--wait", "Infinity"], "--wait Infinity: give a number of minutes."],
    [["--yes", "--format", "xml"], "--format xml is not one of text, json."],
  ])("with %j", async (args, because) => {
    const { code, err } = await whittle("uninstall", ...args);
    expect(code).toBe(2);
    expect(err).toBe(`whittle: ${because} See: whittle uninstall --help\n`);
    expect(vi.mocked(endAll)).not.toHaveBeenCalled();
  });
});

describe("whittle uninstall", () => {
  test("ends all where the stack's name is typed", async () => {
    atTerminal(true, true);
    answer = " whittle ";
    expect(await whittle("uninstall")).toMatchObject({ code: 0, out: expect.stringContaining("Everything has ended.") });
    expect(vi.mocked(endAll)).toHaveBeenCalledOnce();
  });

  test.each([
    ["twenty minutes", [], 1200],
    ["as many minutes as it is told", ["--wait", "1.5"], 90],
    ["not at all", ["--wait", "0"], 0],
  ])("waits for changes under way: %s", async (_, args, seconds) => {
    expect((await whittle("uninstall", "--yes", ...args)).code).toBe(0);
    expect(vi.mocked(endAll).mock.calls.map(([, most]) => most)).toEqual([seconds]);
  });

  test.each([
    ["a review", { reviews: [] as Review[] }],
    ["an execution", { executions: [execution("r")] }],
  ])("ends with exit code 1 where %s is still under way", async (what, left) => {
    ends(what === "a review" ? { reviews: [review("changing", "applying")] } : left);
    const { code, out } = await whittle("uninstall", "--yes");
    expect([code, out]).toEqual([1, expect.stringContaining("Still under way, and not cut off:")]);
    expect(out).not.toContain("Everything has ended.");
    expect((await whittle("uninstall", "--yes", "--format", "json")).code).toBe(1);
  });

  test("as JSON tells what ended, what is left and what stays", async () => {
    ends({ reviews: [review("changing", "applying")], executions: [execution("r")] });
    iam.on(ListPoliciesCommand).resolves({
      Policies: [{ PolicyName: "whittle-A", Arn: "arn:aws:iam::111122223333:policy/whittle/whittle-A", AttachmentCount: 1 }],
    });
    expect(JSON.parse((await whittle("uninstall", "--yes", "--format", "json")).out)).toEqual({
      stack: "whittle",
      region: "eu-west-1",
      removed: [{ reviewId: "gone", roleName: "Role-gone", status: "waiting" }],
      unwatched: [{ reviewId: "unwatched", roleName: "Role-unwatched", status: "applied" }],
      left: { reviews: [{ reviewId: "changing", roleName: "Role-changing", status: "applying" }], executions: ["execution:r"] },
      stays: { table: "reviews", policies: 1 },
    });
  });
});
