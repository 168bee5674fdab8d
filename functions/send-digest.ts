import { askingPorts } from "#adapters/aws/asking.ts";
import { sendDigest } from "#core/steps/send-digest.ts";
import { reportFault, stepHandler } from "./handler.ts";

export const handler = stepHandler("send-digest", sendDigest, askingPorts(process.env, reportFault("chat")));
