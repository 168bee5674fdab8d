from datetime import timedelta
from world import ACCT, World

NOTES = """A break-glass role for on-call engineers: AdministratorAccess, used on a few days a month to look around, restart an
instance of the web tier by hand, scale one service and read logs. The same kind of work comes again next month."""
R = "eu-west-1"


def make(name, seed):
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCT}:root"}, "Action": "sts:AssumeRole", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}]}
    w = World(name, seed, "break-glass", R, trust, "dana", "aws-cli/2.31.2 md/awscrt#0.27.6 ua/2.1 os/macos#24.6.0 lang/python#3.13.7", ip="203.0.113.9")
    w.attached = ["AdministratorAccess"]
    for d in (3, 9, 16, 24, 29, 33, 39, 47, 55, 58):
        t = w.day(d, 21, w.rng.randrange(50)); w.assume(t, "dana")
        s = iter(range(1, 900, 9))
        at = lambda: t + timedelta(seconds=next(s))
        i = "i-0aaaabbbbccccdddd"
        ia = w.arn("ec2", f"instance/{i}")
        w.call(at(), "ec2.amazonaws.com", "DescribeInstances", {"instancesSet": {}, "filterSet": {"items": [{"name": "tag:tier", "valueSet": {"items": [{"value": "web"}]}}]}}, None, [("ec2:DescribeInstances", "*")])
        w.call(at(), "monitoring.amazonaws.com", "DescribeAlarms", {"stateValue": "ALARM"}, None, [("cloudwatch:DescribeAlarms", w.arn("cloudwatch", "alarm:*"))])
        w.call(at(), "ec2.amazonaws.com", "RebootInstances", {"instancesSet": {"items": [{"instanceId": i}]}}, {"_return": True}, [("ec2:RebootInstances", ia)])
        sv = w.arn("ecs", "service/prod/web")
        w.call(at(), "ecs.amazonaws.com", "UpdateService", {"cluster": "prod", "service": "web", "desiredCount": 6}, {"service": {"serviceArn": sv, "serviceName": "web", "clusterArn": w.arn("ecs", "cluster/prod")}}, [("ecs:UpdateService", sv, {"ecs:cluster": w.arn("ecs", "cluster/prod")})])
        w.call(at(), "logs.amazonaws.com", "FilterLogEvents", {"logGroupName": "/ecs/web"}, None, [("logs:FilterLogEvents", w.arn("logs", "log-group:/ecs/web:*"))], data=True)
        w.call(at(), "logs.amazonaws.com", "StartQuery", {"logGroupName": "/ecs/web", "startTime": 1, "endTime": 2, "queryString": "fields @message"}, {"queryId": w.uuid()}, [("logs:StartQuery", w.arn("logs", "log-group:/ecs/web:*"))])
        w.call(at(), "rds.amazonaws.com", "DescribeDBInstances", {"dBInstanceIdentifier": "shop"}, None, [("rds:DescribeDBInstances", w.arn("rds", "db:shop"))])
        w.call(at(), "elasticloadbalancing.amazonaws.com", "DescribeTargetHealth", {"targetGroupArn": w.arn("elasticloadbalancing", "targetgroup/web/6d0ecf831eec9f09")}, None, [("elasticloadbalancing:DescribeTargetHealth", "*")], api="2015-12-01")
        ses = f"dana-{w.hex(17)}"
        w.call(at(), "ssm.amazonaws.com", "StartSession", {"target": i}, {"sessionId": ses, "tokenValue": "x", "streamUrl": "x"}, [("ssm:StartSession", ia)])
        w.call(at(), "ssm.amazonaws.com", "TerminateSession", {"sessionId": ses}, {"sessionId": ses}, [("ssm:TerminateSession", w.arn("ssm", f"session/{ses}"))])
        cmd = w.uuid()
        w.call(at(), "ssm.amazonaws.com", "SendCommand", {"documentName": "AWS-RunShellScript", "instanceIds": [i], "parameters": "HIDDEN_DUE_TO_SECURITY_REASONS"}, {"command": {"commandId": cmd, "documentName": "AWS-RunShellScript"}}, [("ssm:SendCommand", ia), ("ssm:SendCommand", f"arn:aws:ssm:{R}::document/AWS-RunShellScript")])
        w.call(at(), "ssm.amazonaws.com", "GetCommandInvocation", {"commandId": cmd, "instanceId": i}, None, [("ssm:GetCommandInvocation", "*")])
    no = w.no
    for a in ("CreateUser", "AttachRolePolicy", "PutRolePolicy", "CreateAccessKey", "CreateRole", "PassRole", "DeleteRole", "CreatePolicyVersion", "UpdateAssumeRolePolicy"):
        no(f"iam:{a}", f"arn:aws:iam::{ACCT}:" + ("user/dana" if "User" in a or "Key" in a else "policy/x" if "Version" in a else "role/x"), "never made")
    for a in ("TerminateInstances", "RebootInstances", "StopInstances"):
        no(f"ec2:{a}", w.arn("ec2", "instance/i-09999999999999999"), "another instance")
    no("ec2:RunInstances", w.arn("ec2", "instance/*"), "never made")
    no("ec2:AuthorizeSecurityGroupIngress", w.arn("ec2", "security-group/sg-0123456789abcdef0"), "never made")
    for s_ in ("payments", "admin"):
        no("ecs:UpdateService", w.arn("ecs", f"service/prod/{s_}"), "another service")
    no("ecs:DeleteService", w.arn("ecs", "service/prod/web"), "never made")
    no("ecs:ExecuteCommand", w.arn("ecs", "cluster/prod"), "never made")
    for a in ("DeleteDBInstance", "ModifyDBInstance", "CreateDBSnapshot"): no(f"rds:{a}", w.arn("rds", "db:shop"), "never made")
    for b in ("acme-customer-data", "acme-payroll"):
        for a in ("GetObject", "PutObject", "DeleteObject"): no(f"s3:{a}", f"arn:aws:s3:::{b}/x", "never made")
    no("kms:ScheduleKeyDeletion", w.arn("kms", "key/99999999-1234-4abc-9def-0123456789ab"), "never made")
    no("kms:Decrypt", w.arn("kms", "key/99999999-1234-4abc-9def-0123456789ab"), "never made")
    no("secretsmanager:GetSecretValue", w.arn("secretsmanager", "secret:prod/db-Ab3dEf"), "never made")
    no("ssm:GetParameter", w.arn("ssm", "parameter/prod/db"), "never made")
    no("ssm:SendCommand", w.arn("ec2", "instance/i-09999999999999999"), "another instance")
    no("lambda:UpdateFunctionCode", w.arn("lambda", "function:x"), "never made")
    no("cloudtrail:StopLogging", w.arn("cloudtrail", "trail/main"), "never made")
    no("organizations:LeaveOrganization", "*", "never made")
    no("logs:DeleteLogGroup", w.arn("logs", "log-group:/ecs/web:*"), "never made")
    return w
