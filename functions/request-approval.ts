import { askingPorts } from "#adapters/aws/asking.ts";
import { requestApproval } from "#core/review/steps/request-approval.ts";
import { stepHandler } from "./handler.ts";

export const handler = stepHandler("request-approval", requestApproval, askingPorts(process.env));
