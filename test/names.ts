import * as v from "valibot";
import { ActionName, Arn, RoleName } from "#core/aws/names.ts";

/** Names as they come out of the edge, for tests that start behind it. */
export const asArn = (text: string): Arn => v.parse(Arn, text);
export const asRoleName = (text: string): RoleName => v.parse(RoleName, text);
export const asAction = (text: string): ActionName => v.parse(ActionName, text);
