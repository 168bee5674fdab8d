from kit import K, nos, passed
from world import ACCT, OIDC, World, trust_oidc

NOTES = """GitHub Actions runs Terraform of the platform team (AdministratorAccess): each working day a plan that reads every consumer, on Tuesdays and Thursdays an
apply that makes a new event consumer (queue, dead letters, role, policy, function, mapping, rule, log group, parameter, alarm), on Fridays one is destroyed.
State in S3 with data events on for that bucket alone; GetQueueAttributes unseen. Monthly a new KMS key. Names: consumer words with numbers, versions, dates."""
R = "eu-west-1"
WORDS = ["invoice", "shipment", "refund", "catalog", "loyalty", "payout", "review", "coupon", "basket", "audit", "search", "profile", "price", "stock", "fraud", "mailer", "export", "digest", "returns", "rating"]


def make(name, seed):
    w = World(name, seed, "tf-platform", R, trust_oidc("repo:acme/platform-infra:*"), "GitHubActions",
              "APN/1.0 HashiCorp/1.0 Terraform/1.14.0 (+https://www.terraform.io) terraform-provider-aws/6.20.0 aws-sdk-go-v2/1.39.4 ua/2.1 os/linux lang/go#1.24.8",
              oidc={**OIDC, "sub": "repo:acme/platform-infra:environment:prod"}, ip="20.55.14.90", data_on=["acme-tfstate-platform"])
    w.attached = ["AdministratorAccess"]
    live, i = [], 0
    for j in range(4):
        live.append(con(w, f"{WORDS[j]}-{j + 3}"))
    n = 4
    for d in range(1, 61):
        t = w.day(d, 9, w.rng.randrange(40))
        if t.weekday() > 4:
            continue
        w.assume(t, "GitHubActions")
        k = K(w, t)
        state(k, "consumers")
        for c in live:
            plan(k, c)
        if t.weekday() in (1, 3):
            c = con(w, f"{WORDS[n % len(WORDS)]}-{n + 3}")
            n += 1
            apply(k, c, d)
            live.append(c)
        elif t.weekday() == 2:
            update(k, w.rng.choice(live), t)
        elif t.weekday() == 4:
            destroy(k, live.pop(0))
        state(k, "consumers", True)
        if t.day in (2, 15) or d == 35:
            key = w.uuid()
            ka = w.arn("kms", f"key/{key}")
            k("kms", "CreateKey", {"description": f"platform data {t:%Y-%m}", "keyUsage": "ENCRYPT_DECRYPT", "tags": [{"tagKey": "team", "tagValue": "platform"}]}, {"keyMetadata": {"keyId": key, "arn": ka, "aWSAccountId": ACCT}}, ["*"], [("kms:TagResource", ka)], resources=[{"accountId": ACCT, "type": "AWS::KMS::Key", "ARN": ka}])
            k("kms", "EnableKeyRotation", {"keyId": key}, None, [ka], resources=[{"accountId": ACCT, "type": "AWS::KMS::Key", "ARN": ka}])
            al = f"alias/platform/data-{t:%Y%m%d}"
            k("kms", "CreateAlias", {"aliasName": al, "targetKeyId": key}, None, [w.arn("kms", al), ka], resources=[{"accountId": ACCT, "type": "AWS::KMS::Key", "ARN": ka}, {"accountId": ACCT, "type": "AWS::KMS::Alias", "ARN": w.arn("kms", al)}])
            for ev in ("DescribeKey", "GetKeyPolicy", "GetKeyRotationStatus", "ListResourceTags"):
                k("kms", ev, {"keyId": key}, None, [ka], resources=[{"accountId": ACCT, "type": "AWS::KMS::Key", "ARN": ka}])
    never(w)
    return w


def con(w, nm):
    p = f"acme-prod-{nm}"
    return {"n": nm, "p": p, "q": w.arn("sqs", p + "-queue"), "dlq": w.arn("sqs", p + "-dlq"), "fn": p + "-worker", "fa": w.arn("lambda", f"function:{p}-worker"), "role": p + "-worker-" + w.hex(8), "pol": p + "-access",
            "rule": p + "-route", "lg": f"/aws/lambda/{p}-worker", "par": f"/platform/consumers/{nm}/queue-url", "esm": w.uuid(), "alarm": p + "-dlq-depth"}


def arns(w, c):
    return {"role": f"arn:aws:iam::{ACCT}:role/consumers/{c['role']}", "pol": f"arn:aws:iam::{ACCT}:policy/consumers/{c['pol']}", "rule": w.arn("events", f"rule/platform-bus/{c['rule']}"), "lg": w.arn("logs", f"log-group:{c['lg']}"),
            "par": w.arn("ssm", "parameter" + c["par"]), "esm": w.arn("lambda", f"event-source-mapping:{c['esm']}"), "alarm": w.arn("cloudwatch", f"alarm:{c['alarm']}")}


def state(k, stack, write=False):
    b, key = "arn:aws:s3:::acme-tfstate-platform", f"prod/{stack}/terraform.tfstate"
    if not write:
        k("sts", "GetCallerIdentity", None, None, [])
        k.s3("ListObjects", b, None, "ListBucket", prefix="env:/")
        k.s3("PutObject", b, key + ".tflock")
        k.s3("GetObject", b, key, n=2)
    else:
        k.s3("PutObject", b, key)
        k.s3("DeleteObject", b, key + ".tflock")


def plan(k, c):
    w, a = k.w, arns(k.w, c)
    url = f"https://sqs.{R}.amazonaws.com/{ACCT}/{c['p']}-queue"
    for q in ("q", "dlq"):
        k.unseen("sqs", "GetQueueAttributes", c[q])
        k("sqs", "ListQueueTags", {"queueUrl": url if q == "q" else url.replace("-queue", "-dlq")}, None, [c[q]])
    k("iam", "GetRole", {"roleName": c["role"]}, None, [a["role"]])
    k("iam", "ListRolePolicies", {"roleName": c["role"]}, None, [a["role"]])
    k("iam", "ListAttachedRolePolicies", {"roleName": c["role"]}, None, [a["role"]])
    k("iam", "GetPolicy", {"policyArn": a["pol"]}, None, [a["pol"]])
    k("iam", "GetPolicyVersion", {"policyArn": a["pol"], "versionId": "v1"}, None, [a["pol"]])
    k("lambda", "GetFunction20150331v2", {"functionName": c["fn"]}, None, [c["fa"]], act="GetFunction", api="2015-03-31")
    k("lambda", "ListVersionsByFunction20150331", {"functionName": c["fn"]}, None, [c["fa"]], act="ListVersionsByFunction")
    k("lambda", "GetFunctionCodeSigningConfig", {"functionName": c["fn"]}, None, [c["fa"]])
    k("lambda", "GetEventSourceMapping20150331", {"uUID": c["esm"]}, None, [a["esm"]], act="GetEventSourceMapping")
    k("events", "DescribeRule", {"name": c["rule"], "eventBusName": "platform-bus"}, None, [a["rule"]])
    k("events", "ListTargetsByRule", {"rule": c["rule"], "eventBusName": "platform-bus"}, None, [a["rule"]])
    k("events", "ListTagsForResource", {"resourceARN": a["rule"]}, None, [a["rule"]])
    k("logs", "DescribeLogGroups", {"logGroupNamePrefix": c["lg"]}, None, ["*"])
    k("logs", "ListTagsForResource", {"resourceArn": a["lg"]}, None, [a["lg"]])
    k("ssm", "GetParameter", {"name": c["par"], "withDecryption": True}, None, [a["par"]])
    k("ssm", "DescribeParameters", {"parameterFilters": [{"key": "Name", "values": [c["par"]]}]}, None, ["*"])
    k("ssm", "ListTagsForResource", {"resourceType": "Parameter", "resourceId": c["par"]}, None, [a["par"]])
    k("cloudwatch", "DescribeAlarms", {"alarmNames": [c["alarm"]]}, None, [w.arn("cloudwatch", "alarm:*")])


def apply(k, c, d):
    w, a = k.w, arns(k.w, c)
    for q, n in (("dlq", c["p"] + "-dlq"), ("q", c["p"] + "-queue")):
        k("sqs", "CreateQueue", {"queueName": n, "attributes": {"VisibilityTimeout": "60"}, "tags": {"team": "platform"}}, {"queueUrl": f"https://sqs.{R}.amazonaws.com/{ACCT}/{n}"}, [c[q]], [("sqs:TagQueue", c[q])])
        k.unseen("sqs", "GetQueueAttributes", c[q], 2)
    k("sqs", "SetQueueAttributes", {"queueUrl": f"https://sqs.{R}.amazonaws.com/{ACCT}/{c['p']}-queue", "attributes": {"Policy": "{}"}}, None, [c["q"]])
    if d % 4 == 0:
        k("iam", "CreateRole", {"path": "/consumers/", "roleName": c["role"], "assumeRolePolicyDocument": "{}"}, None, [a["role"]], err="MalformedPolicyDocumentException", msg="Invalid principal in policy")
    k("iam", "CreateRole", {"path": "/consumers/", "roleName": c["role"], "assumeRolePolicyDocument": "{\"Version\":\"2012-10-17\"}", "tags": [{"key": "team", "value": "platform"}]}, {"role": {"path": "/consumers/", "arn": a["role"], "roleName": c["role"], "roleId": "AROA" + w.b32(17)}}, [a["role"]], [("iam:TagRole", a["role"])])
    k("iam", "CreatePolicy", {"path": "/consumers/", "policyName": c["pol"], "policyDocument": "{}"}, {"policy": {"arn": a["pol"], "policyName": c["pol"], "path": "/consumers/", "policyId": "ANPA" + w.b32(17)}}, [a["pol"]])
    k("iam", "AttachRolePolicy", {"roleName": c["role"], "policyArn": a["pol"]}, None, [(a["role"], {"iam:PolicyARN": a["pol"]})])
    k("logs", "CreateLogGroup", {"logGroupName": c["lg"], "tags": {"team": "platform"}}, None, [a["lg"]], [("logs:TagResource", a["lg"])])
    k("logs", "PutRetentionPolicy", {"logGroupName": c["lg"], "retentionInDays": 30}, None, [a["lg"]])
    obj = f"arn:aws:s3:::acme-artifacts-{ACCT}/consumers/{c['n']}/1.{d}.0/bundle.zip"
    k("lambda", "CreateFunction20150331", {"functionName": c["fn"], "runtime": "nodejs24.x", "role": a["role"], "code": {"s3Bucket": f"acme-artifacts-{ACCT}", "s3Key": obj.split("/", 1)[1]}, "tags": {"team": "platform"}}, {"functionName": c["fn"], "functionArn": c["fa"], "role": a["role"]}, [c["fa"]],
      [("iam:PassRole", a["role"], passed("lambda.amazonaws.com")), ("s3:GetObject", obj), ("lambda:TagResource", c["fa"])], act="CreateFunction")
    k("lambda", "CreateEventSourceMapping20150331", {"eventSourceArn": c["q"], "functionName": c["fn"], "batchSize": 10}, {"uUID": c["esm"], "functionArn": c["fa"], "eventSourceArn": c["q"], "state": "Creating"}, [("*", {"lambda:FunctionArn": c["fa"]})], act="CreateEventSourceMapping")
    k("lambda", "GetEventSourceMapping20150331", {"uUID": c["esm"]}, None, [a["esm"]], act="GetEventSourceMapping", n=3)
    k("events", "PutRule", {"name": c["rule"], "eventBusName": "platform-bus", "eventPattern": "{}", "state": "ENABLED", "tags": [{"key": "team", "value": "platform"}]}, {"ruleArn": a["rule"]}, [a["rule"]], [("events:TagResource", a["rule"])])
    k("events", "PutTargets", {"rule": c["rule"], "eventBusName": "platform-bus", "targets": [{"id": "queue", "arn": c["q"]}]}, {"failedEntryCount": 0, "failedEntries": []}, [(a["rule"], {"events:TargetArn": c["q"]})])
    k("ssm", "PutParameter", {"name": c["par"], "type": "String", "value": "HIDDEN_DUE_TO_SECURITY_REASONS", "overwrite": False, "tags": [{"key": "team", "value": "platform"}]}, {"version": 1}, [a["par"]], [("ssm:AddTagsToResource", a["par"])])
    k("cloudwatch", "PutMetricAlarm", {"alarmName": c["alarm"], "namespace": "AWS/SQS", "metricName": "ApproximateNumberOfMessagesVisible"}, None, [a["alarm"]])
    plan(k, c)


def update(k, c, t):
    obj = f"arn:aws:s3:::acme-artifacts-{ACCT}/consumers/{c['n']}/2.{t:%m%d}.1/bundle.zip"
    k("lambda", "UpdateFunctionCode20150331v2", {"functionName": c["fn"], "s3Bucket": f"acme-artifacts-{ACCT}", "s3Key": obj.split("/", 1)[1]}, {"functionArn": c["fa"], "functionName": c["fn"]}, [c["fa"]], [("s3:GetObject", obj)], act="UpdateFunctionCode")
    k("lambda", "GetFunctionConfiguration20150331v2", {"functionName": c["fn"]}, None, [c["fa"]], act="GetFunctionConfiguration", n=2)


def destroy(k, c):
    w, a = k.w, arns(k.w, c)
    k("cloudwatch", "DeleteAlarms", {"alarmNames": [c["alarm"]]}, None, [a["alarm"]], read=False)
    k("ssm", "DeleteParameter", {"name": c["par"]}, None, [a["par"]])
    k("events", "RemoveTargets", {"rule": c["rule"], "eventBusName": "platform-bus", "ids": ["queue"]}, {"failedEntryCount": 0}, [a["rule"]])
    k("events", "DeleteRule", {"name": c["rule"], "eventBusName": "platform-bus"}, None, [a["rule"]])
    k("lambda", "DeleteEventSourceMapping20150331", {"uUID": c["esm"]}, None, [a["esm"]], act="DeleteEventSourceMapping")
    k("lambda", "GetEventSourceMapping20150331", {"uUID": c["esm"]}, None, [a["esm"]], act="GetEventSourceMapping", n=2)
    k("lambda", "DeleteFunction20150331", {"functionName": c["fn"]}, None, [c["fa"]], act="DeleteFunction")
    k("logs", "DeleteLogGroup", {"logGroupName": c["lg"]}, None, [a["lg"]])
    k("iam", "ListInstanceProfilesForRole", {"roleName": c["role"]}, None, [a["role"]])
    k("iam", "DetachRolePolicy", {"roleName": c["role"], "policyArn": a["pol"]}, None, [(a["role"], {"iam:PolicyARN": a["pol"]})])
    k("iam", "ListPolicyVersions", {"policyArn": a["pol"]}, None, [a["pol"]])
    k("iam", "DeletePolicy", {"policyArn": a["pol"]}, None, [a["pol"]])
    k("iam", "DeleteRole", {"roleName": c["role"]}, None, [a["role"]])
    for q, n in (("q", c["p"] + "-queue"), ("dlq", c["p"] + "-dlq")):
        k("sqs", "DeleteQueue", {"queueUrl": f"https://sqs.{R}.amazonaws.com/{ACCT}/{n}"}, None, [c[q]])


def never(w):
    I = f"arn:aws:iam::{ACCT}:"
    rows = [(f"iam:{a}", I + r, "never made") for a, r in [("CreateUser", "user/evil"), ("CreateAccessKey", "user/root-ops"), ("PutRolePolicy", "role/tf-platform"), ("UpdateAssumeRolePolicy", "role/tf-platform"), ("DeleteRole", "role/prod-admin"), ("AttachRolePolicy", "role/prod-admin"), ("CreateRole", "role/evil"), ("DeletePolicy", "policy/boundary"), ("CreatePolicyVersion", "policy/consumers/acme-prod-invoice-3-access"), ("CreateOpenIDConnectProvider", "oidc-provider/evil.example"), ("CreateSAMLProvider", "saml-provider/evil"), ("DeactivateMFADevice", "user/root-ops")]]
    rows += [("iam:PassRole", I + "role/prod-admin", "another role", {"ctx": passed("lambda.amazonaws.com")}), ("iam:PassRole", I + "role/prod-admin", "another role", {"ctx": passed("ec2.amazonaws.com")})]
    rows += [("sqs:SendMessage", w.arn("sqs", "payments-in"), "another queue"), ("sqs:ReceiveMessage", w.arn("sqs", "payments-in"), "another queue"), ("sqs:DeleteQueue", w.arn("sqs", "payments-in"), "another queue"), ("sqs:PurgeQueue", w.arn("sqs", "payments-in"), "another queue")]
    rows += [(f"lambda:{a}", w.arn("lambda", "function:payments-core"), "another function") for a in ("InvokeFunction", "DeleteFunction", "UpdateFunctionCode", "AddPermission", "GetFunction")]
    rows += [(a, w.arn("ssm", "parameter/payments/stripe"), "another parameter") for a in ("ssm:GetParameter", "ssm:PutParameter", "ssm:DeleteParameter")]
    rows += [("events:DeleteRule", w.arn("events", "rule/guardduty-to-soc"), "another rule"), ("events:PutRule", w.arn("events", "rule/evil"), "the default bus"), ("events:DeleteEventBus", w.arn("events", "event-bus/platform-bus"), "never made")]
    rows += [("logs:DeleteLogGroup", w.arn("logs", "log-group:/aws/cloudtrail/org"), "another group"), ("logs:PutRetentionPolicy", w.arn("logs", "log-group:/aws/cloudtrail/org"), "another group"), ("logs:PutSubscriptionFilter", w.arn("logs", "log-group:/aws/lambda/x"), "never made")]
    rows += [("s3:GetObject", "arn:aws:s3:::acme-tfstate-platform/prod/network-secrets/terraform.tfstate", "another state"), ("s3:DeleteObject", "arn:aws:s3:::acme-tfstate-platform/prod/consumers/terraform.tfstate", "never made, data events are on"), ("s3:PutBucketPolicy", "arn:aws:s3:::acme-tfstate-platform", "never made"), ("s3:GetObject", "arn:aws:s3:::acme-hr/salaries.csv", "another bucket"), ("s3:PutObject", f"arn:aws:s3:::acme-artifacts-{ACCT}/consumers/x.zip", "never made")]
    K3 = w.arn("kms", "key/11111111-2222-4333-8444-555555555555")
    rows += [(f"kms:{a}", K3, "another key or never made") for a in ("ScheduleKeyDeletion", "DisableKey", "PutKeyPolicy", "Decrypt", "CreateGrant")]
    rows += [(a, "*", "never made") for a in ("organizations:LeaveOrganization", "account:CloseAccount", "lakeformation:PutDataLakeSettings", "ec2:DescribeInstances", "guardduty:ListDetectors")]
    rows += [("cloudtrail:StopLogging", w.arn("cloudtrail", "trail/main"), "never made"), ("ec2:RunInstances", w.arn("ec2", "instance/*"), "never made"), ("dynamodb:Scan", w.arn("dynamodb", "table/customers"), "never made"), ("rds:DeleteDBInstance", w.arn("rds", "db:orders"), "never made"), ("secretsmanager:GetSecretValue", w.arn("secretsmanager", "secret:prod/x-Ab3dEf"), "never made"), ("sts:AssumeRole", "arn:aws:iam::444455556666:role/OrganizationAccountAccessRole", "never made"), ("cloudwatch:DeleteAlarms", w.arn("cloudwatch", "alarm:billing-total"), "another alarm")]
    nos(w, rows)
