import { askingPorts } from "#adapters/aws/asking.ts";
import { requestApproval } from "#core/steps/request-approval.ts";
import { reportFault, stepHandler } from "./handler.ts";

export const handler = stepHandler("request-approval", requestApproval, askingPorts(process.env, reportFault("chat")));
