import { ACCOUNT, REGION } from "./offline-aws.ts";

/** The stack's parameters in these tests; the others keep their defaults. */
export const parameters = {
  TrailArn: `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/main`,
  AccessRoleArn: `arn:aws:iam::${ACCOUNT}:role/service-role/AccessAnalyzerMonitorServiceRole_Whittle_${REGION}`,
};
