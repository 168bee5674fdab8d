import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ACCOUNT } from "./trail-data.ts";

const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";

/** The path of an account export whose roles all carry AdministratorAccess. */
export function accountFile(roles: readonly string[]): string {
  const document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
  const account = {
    RoleDetailList: roles.map((name) => ({
      Arn: `arn:aws:iam::${ACCOUNT}:role/${name}`,
      RoleName: name,
      CreateDate: "2015-01-01T00:00:00Z",
      AttachedManagedPolicies: [{ PolicyName: "AdministratorAccess", PolicyArn: ADMIN }],
    })),
    Policies: [
      {
        Arn: ADMIN,
        PolicyName: "AdministratorAccess",
        PolicyVersionList: [{ VersionId: "v1", IsDefaultVersion: true, Document: document }],
      },
    ],
  };
  const file = join(tmpdir(), `whittle-bench-account-${roles.length}.json`);
  writeFileSync(file, JSON.stringify(account));
  return file;
}
