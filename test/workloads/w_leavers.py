from kit import K, logs, nos
from world import ACCT, World, trust_service

NOTES = """A Lambda function that ends the access of people who leave: three or four a month, whom it never met before and never meets again. It looks at a user, switches keys off, takes
the password, the MFA device, policies and groups, and deletes the user a week later. Nothing in the names of users says who is next."""
R = "eu-west-1"
NAMES = ["ann.kowalski", "b.okafor", "c-lindqvist", "dmurphy", "eva.tanaka", "f.silva", "g-novak", "hans", "i.petrov", "jmoreau", "k.haddad", "lena.fischer", "m-rossi", "nkim"]
GROUPS = ["developers", "billing-readers"]
POLICIES = ["arn:aws:iam::aws:policy/ReadOnlyAccess", f"arn:aws:iam::{ACCT}:policy/vpn-users"]


def make(name, seed):
    w = World(name, seed, "leavers", R, trust_service("lambda.amazonaws.com"), "leavers", "Boto3/1.40.1 md/Botocore#1.40.1 ua/2.1 os/linux#5.10 exec-env/AWS_Lambda_python3.13",
              in_scope={"issuerType": "AWS::Lambda::Function", "credentialsIssuedTo": f"arn:aws:lambda:{R}:{ACCT}:function:leavers"})
    w.attached = ["IAMFullAccess", "CloudWatchLogsFullAccess", "AmazonSNSFullAccess"]
    left = list(NAMES)
    w.rng.shuffle(left)
    for d in (3, 12, 17, 24, 34, 41, 48, 55):
        who = left.pop()
        w.assume(w.day(d, 9), "leavers")
        k = K(w, w.day(d, 9, 5))
        take(k, who)
        w.assume(w.day(d + 5, 9), "leavers")
        end(K(w, w.day(d + 5, 9, 5)), who)
    nos(w, [(f"iam:{a}", iam("user/" + u), "gives rights") for u in ("hans", "root-ci") for a in ("CreateAccessKey", "CreateLoginProfile", "UpdateLoginProfile", "PutUserPolicy", "EnableMFADevice", "CreateUser", "UpdateUser", "DeleteUserPermissionsBoundary", "PutUserPermissionsBoundary", "CreateServiceSpecificCredential")])
    nos(w, [("iam:AttachUserPolicy", iam("user/hans"), "gives rights", {"ctx": {"iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess"}}), ("iam:AddUserToGroup", iam("group/developers"), "gives rights"),
            ("iam:RemoveUserFromGroup", iam("group/administrators"), "another group"), ("iam:DeleteGroup", iam("group/developers"), "never made"),
            ("iam:DeleteRole", iam("role/app"), "never made"), ("iam:DetachRolePolicy", iam("role/app"), "never made"), ("iam:PassRole", iam("role/app"), "never made"),
            ("iam:CreatePolicyVersion", iam("policy/vpn-users"), "never made"), ("sns:Publish", w.arn("sns", "pager"), "another topic"), ("sns:DeleteTopic", w.arn("sns", "leavers"), "never made"),
            ("logs:DeleteLogGroup", w.arn("logs", "log-group:/aws/lambda/leavers:*"), "never made")])
    return w


def iam(thing): return f"arn:aws:iam::{ACCT}:{thing}"


def take(k, who):
    u, q = iam("user/" + who), {"userName": who}
    logs(k, "/aws/lambda/leavers", f"2026/10/01/[$LATEST]{k.w.hex(32)}", 4)
    k("iam", "GetUser", q, None, [u])
    for ev in ("ListAccessKeys", "ListMFADevices", "ListGroupsForUser", "ListAttachedUserPolicies"):
        k("iam", ev, q, None, [u])
    key = "AKIA" + k.w.b32(16)
    k("iam", "UpdateAccessKey", {**q, "accessKeyId": key, "status": "Inactive"}, None, [u])
    k("iam", "DeleteLoginProfile", q, None, [u])
    k("iam", "TagUser", {**q, "tags": [{"key": "left", "value": "true"}]}, None, [u])
    for p in POLICIES:
        k("iam", "DetachUserPolicy", {**q, "policyArn": p}, None, [(u, {"iam:PolicyARN": p})])
    for g in GROUPS:
        k("iam", "RemoveUserFromGroup", {**q, "groupName": g}, None, [iam("group/" + g)])
    k.unseen("sns", "Publish", k.w.arn("sns", "leavers"))


def end(k, who):
    u, q = iam("user/" + who), {"userName": who}
    logs(k, "/aws/lambda/leavers", f"2026/10/01/[$LATEST]{k.w.hex(32)}", 4)
    k("iam", "DeactivateMFADevice", {**q, "serialNumber": iam("mfa/" + who)}, None, [u])
    k("iam", "DeleteVirtualMFADevice", {"serialNumber": iam("mfa/" + who)}, None, [iam("mfa/" + who)])
    k("iam", "DeleteAccessKey", {**q, "accessKeyId": "AKIA" + k.w.b32(16)}, None, [u])
    k("iam", "DeleteUser", q, None, [u])
