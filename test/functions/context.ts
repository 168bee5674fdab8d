import type { Context } from "aws-lambda";

/** What Lambda tells a function of its run. */
export const context: Context = {
  callbackWaitsForEmptyEventLoop: true,
  functionName: "discover-roles",
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn:aws:lambda:eu-central-1:111122223333:function:discover-roles",
  memoryLimitInMB: "512",
  awsRequestId: "request",
  logGroupName: "group",
  logStreamName: "stream",
  getRemainingTimeInMillis: () => 1000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
};
