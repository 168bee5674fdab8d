from kit import K, logs, nos
from world import ACCT, World, trust_service

NOTES = """A nightly janitor (Lambda): it looks for what nobody uses and deletes it. Volumes, snapshots, addresses, AMIs and gateways are known by ids that never come back; functions, log groups, queues and alarms have
names of teams that have nothing in common. It makes nothing itself, and writes a report under the day's key (no data events)."""
R = "eu-central-1"
WORDS = ["resize", "ticket-sync", "orders_export", "geo", "mailer", "legacy-auth", "pdf", "thumbs", "crm-pull", "pricing", "quotes", "loyalty", "stock", "shipper", "vat", "audit-copy", "beacon", "hooks", "probe", "rates", "sitemap", "tagger", "uploads", "voucher", "webcam", "zipper", "cron-old", "dmarc", "events2", "feedback"]


def make(name, seed):
    w = World(name, seed, "janitor", R, trust_service("lambda.amazonaws.com"), "janitor", "Boto3/1.40.1 md/Botocore#1.40.1 ua/2.1 os/linux#5.10 exec-env/AWS_Lambda_python3.13",
              in_scope={"issuerType": "AWS::Lambda::Function", "credentialsIssuedTo": f"arn:aws:lambda:{R}:{ACCT}:function:janitor"})
    w.attached = ["AmazonEC2FullAccess", "AWSLambda_FullAccess", "CloudWatchFullAccessV2", "AmazonSQSFullAccess", "AmazonS3FullAccess"]
    left = list(WORDS)
    w.rng.shuffle(left)
    ident = lambda p: f"{p}-0{w.hex(16)}"
    for d in range(1, 61):
        w.assume(w.day(d, 2), "janitor")
        k = K(w, w.day(d, 2, 3))
        logs(k, "/aws/lambda/janitor", f"2026/10/{d:02d}/[$LATEST]{w.hex(32)}", 6)
        for ev in ("DescribeVolumes", "DescribeSnapshots", "DescribeAddresses", "DescribeImages", "DescribeNatGateways"):
            k("ec2", ev, {}, None, ["*"])
        k("lambda", "ListFunctions20150331", {}, None, ["*"], act="ListFunctions")
        k("sqs", "ListQueues", {}, None, ["*"])
        if d % 3 == 1:
            v, s = ident("vol"), ident("snap")
            k("ec2", "DeleteVolume", {"volumeId": v}, {"_return": True}, [w.arn("ec2", f"volume/{v}")])
            k("ec2", "DeleteSnapshot", {"snapshotId": s}, {"_return": True}, [f"arn:aws:ec2:{R}::snapshot/{s}"])
        if d % 8 == 2:
            a, e, n = ident("ami"), ident("eipalloc"), ident("nat")
            k("ec2", "DeregisterImage", {"imageId": a}, {"_return": True}, [f"arn:aws:ec2:{R}::image/{a}"])
            k("ec2", "ReleaseAddress", {"allocationId": e}, {"_return": True}, [w.arn("ec2", f"elastic-ip/{e}")])
            k("ec2", "DeleteNatGateway", {"DeleteNatGatewayRequest": {"NatGatewayId": n}}, {"DeleteNatGatewayResponse": {"natGatewayId": n}}, [w.arn("ec2", f"natgateway/{n}")])
        if d % 4 == 0:
            x = left.pop()
            f, g = w.arn("lambda", f"function:{x}"), w.arn("logs", f"log-group:/aws/lambda/{x}:*")
            k("lambda", "GetFunction20150331v2", {"functionName": x}, None, [f], act="GetFunction")
            k("lambda", "DeleteFunction20150331", {"functionName": x}, None, [f], act="DeleteFunction")
            k("logs", "DeleteLogGroup", {"logGroupName": f"/aws/lambda/{x}"}, None, [g], api="20140328")
        if d % 5 == 3:
            x = left.pop()
            q = f"https://sqs.{R}.amazonaws.com/{ACCT}/{x}"
            k("sqs", "DeleteQueue", {"queueUrl": q}, None, [w.arn("sqs", x)])
        k.unseen("s3", "PutObject", f"arn:aws:s3:::acme-reports/janitor/2026/{d:02d}/report.json")
    nos(w, [(f"ec2:{a}", w.arn("ec2", r), "never made") for a, r in (("TerminateInstances", "instance/*"), ("DeleteVpc", "vpc/vpc-0123456789abcdef0"), ("DeleteSecurityGroup", "security-group/sg-0123456789abcdef0"), ("CreateVolume", "volume/*"), ("DeleteSubnet", "subnet/subnet-0123456789abcdef0"), ("DeleteKeyPair", "key-pair/deploy"))])
    nos(w, [(f"ec2:{a}", w.arn("ec2", "instance/i-0123456789abcdef0"), "never made") for a in ("StopInstances", "RebootInstances", "ModifyInstanceAttribute", "CreateImage")])
    nos(w, [(f"lambda:{a}", w.arn("lambda", "function:geo"), "never made") for a in ("AddPermission", "UpdateFunctionConfiguration", "PublishVersion", "DeleteFunctionConcurrency")])
    nos(w, [(f"sqs:{a}", w.arn("sqs", "stock"), "never made") for a in ("SetQueueAttributes", "AddPermission")])
    nos(w, [("ec2:DeleteVolume", f"arn:aws:ec2:us-east-1:{ACCT}:volume/vol-0123456789abcdef0", "another region", {"ctx": {"aws:RequestedRegion": "us-east-1"}}),
            ("ec2:ModifySnapshotAttribute", f"arn:aws:ec2:{R}::snapshot/snap-0123456789abcdef0", "never made"), ("ec2:ModifyImageAttribute", f"arn:aws:ec2:{R}::image/ami-0123456789abcdef0", "never made"),
            ("lambda:UpdateFunctionCode", w.arn("lambda", "function:geo"), "never made"), ("lambda:InvokeFunction", w.arn("lambda", "function:geo"), "never made"), ("lambda:CreateFunction", w.arn("lambda", "function:x"), "never made"),
            ("sqs:PurgeQueue", w.arn("sqs", "stock"), "never made"), ("sqs:SendMessage", w.arn("sqs", "stock"), "never made"), ("sqs:CreateQueue", w.arn("sqs", "stock"), "never made"),
            ("logs:DeleteLogStream", w.arn("logs", "log-group:/aws/lambda/geo:log-stream:x"), "never made"), ("cloudwatch:DeleteAlarms", w.arn("cloudwatch", "alarm:x"), "never made"),
            ("s3:DeleteBucket", "arn:aws:s3:::acme-reports", "never made"), ("s3:GetObject", "arn:aws:s3:::acme-payroll/x", "never made"), ("s3:PutBucketPolicy", "arn:aws:s3:::acme-reports", "never made"),
            ("iam:PassRole", f"arn:aws:iam::{ACCT}:role/app", "never made", {"ctx": {"iam:PassedToService": "lambda.amazonaws.com"}})])
    return w
