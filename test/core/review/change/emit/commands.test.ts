import { describe, expect, test } from "vitest";
import { emitTogether } from "#core/review/change/emit/emit.ts";
import { asArn } from "#test/names.ts";
import { account, attachedTo, carriedBy, commandLine } from "./aws-account.ts";
import { FULL_ACCESS, odd } from "./changes.ts";

const KEPT = asArn("arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore");

describe.each(["cloudformation", "cdk", "terraform"] as const)("the commands in the comments of %s", (kind) => {
  const commands = async () =>
    [...(await emitTogether(kind, [odd])).matchAll(/^(?:#|\/\/) +(\[ .*)$/gm)].map(([, command]) => command).join("\n");
  const roleOf = () => {
    const folder = account({ kept: "{}" });
    attachedTo(folder, FULL_ACCESS, KEPT);
    return folder;
  };

  test("take off what is replaced, and nothing else", async () => {
    const folder = roleOf();
    expect(commandLine(folder, await commands())).toMatchObject({ status: 0, stderr: "" });
    expect(carriedBy(folder)).toEqual({ attached: [KEPT], inline: { kept: {} } });
  });

  test("change nothing with the credentials of another account", async () => {
    const folder = roleOf();
    const before = carriedBy(folder);
    commandLine(folder, await commands(), { ACCOUNT: "999999999999" });
    expect(carriedBy(folder)).toEqual(before);
  });
});
