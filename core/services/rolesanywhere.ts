import { service } from "./knowledge.ts";

export const rolesanywhere = service("rolesanywhere", {
  events: [{ noPermission: "CreateSession", source: "IAM Roles Anywhere User Guide: CreateSession is signed with a certificate" }],
  passesRoles: [
    {
      always: ["CreateProfile"],
      sometimes: ["EnableProfile", "UpdateProfile"],
      to: ["rolesanywhere.amazonaws.com"],
      source: "the AWS managed policy AWSRolesAnywhereFullAccess passes roles to it",
    },
  ],
});
