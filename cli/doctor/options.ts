import { type CommandHelp, HELP } from "../options.ts";
import { FORMAT_OPTION, STACK_GROUP, STACK_OPTIONS } from "../stack/options.ts";

/** What AWS Organizations makes in every account that it creates (AWS Organizations User Guide, "Accessing member accounts"). */
export const DEFAULT_MEMBER_ROLE = "OrganizationAccountAccessRole";

export const DOCTOR = {
  name: "doctor",
  about: "check a deployed stack: trail, access role, roles, messages",
  usage: "[--stack NAME] [options]",
  description:
    "Checks a deployed stack with your credentials and says for each check that all is in order, or what to do. Changes nothing. Checks that your credentials do not allow are named, and count as neither.",
  options: {
    ...STACK_OPTIONS,
    "member-role": {
      type: "string",
      value: "NAME",
      group: STACK_GROUP,
      about: `your role in each member account, which is used to check members (default: ${DEFAULT_MEMBER_ROLE})`,
    },
    ...FORMAT_OPTION,
    help: HELP,
  },
  examples: ["whittle doctor --stack whittle --region eu-west-1"],
  exitCodes: {
    0: "all is in order",
    1: "there is something to do",
    2: "unusable arguments, or no such stack",
    3: "nothing to do, but a check could not be made",
  },
} as const satisfies CommandHelp;
