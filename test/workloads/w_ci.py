from datetime import timedelta
from world import ACCT, OIDC, World, trust_oidc

NOTES = """GitHub Actions builds and ships a serverless application: CDK assets to S3 (unseen), image to ECR with the commit as tag,
Lambda code update with alias and version, a CloudFormation stack by execution role (PassRole unseen), SSM parameter with the build
number, a CloudFront invalidation, Secrets Manager read of one deploy token, SNS message at the end (unseen)."""
R = "eu-central-1"


def make(name, seed):
    w = World(name, seed, "gha-ship", R, trust_oidc("repo:acme/shop:*"), "ship", "aws-sdk-js/3.901.0 ua/2.1 os/linux#6.11 lang/js md/nodejs#22.20.0", oidc={**OIDC, "sub": "repo:acme/shop:ref:refs/heads/main"}, ip="20.1.2.3")
    w.attached = ["AmazonS3FullAccess", "AmazonEC2ContainerRegistryFullAccess", "AWSLambda_FullAccess", "CloudFrontFullAccess", "AmazonSSMFullAccess", "AmazonSNSFullAccess", "SecretsManagerReadWrite", "AWSCloudFormationFullAccess"]
    w.customer = [("ship-pass", [{"Effect": "Allow", "Action": ["iam:PassRole", "iam:GetRole"], "Resource": "*"}])]
    w.replace = ["ship-pass", "SecretsManagerReadWrite"]
    build, ver = 900, 61
    for d in range(1, 61):
        if w.day(d).weekday() >= 5: continue
        for k in range(w.rng.randint(1, 3)):
            build += 1; ver += 1
            ship(w, w.day(d, 9 + 3 * k, w.rng.randrange(50)), build, ver)
    never(w)
    return w


def ship(w, t, build, ver):
    w.assume(t, f"gha-{build}")
    s = iter(range(1, 400, 5))
    at = lambda: t + timedelta(seconds=next(s))
    sha = w.hex(40)
    repo = w.arn("ecr", "repository/shop/api")
    rq = {"registryId": ACCT, "repositoryName": "shop/api"}
    w.call(at(), "secretsmanager.amazonaws.com", "GetSecretValue", {"secretId": "ci/npm-token"}, None, [("secretsmanager:GetSecretValue", w.arn("secretsmanager", "secret:ci/npm-token-Qw3rTy"))])
    w.call(at(), "ecr.amazonaws.com", "GetAuthorizationToken", {}, None, [("ecr:GetAuthorizationToken", "*")])
    res = [{"ARN": repo, "accountId": ACCT}]
    w.call(at(), "ecr.amazonaws.com", "InitiateLayerUpload", rq, {"uploadId": w.uuid()}, [("ecr:InitiateLayerUpload", repo)], resources=res)
    w.call(at(), "ecr.amazonaws.com", "PutImage", {**rq, "imageTag": sha, "imageManifest": "{}"}, {"image": {**rq, "imageId": {"imageTag": sha}}}, [("ecr:PutImage", repo)], resources=res)
    asset = f"arn:aws:s3:::cdk-hnb659fds-assets-{ACCT}-{R}/{w.hex(64)}.zip"
    w.call(at(), "s3.amazonaws.com", "PutObject", {}, None, [("s3:PutObject", asset)], data=True)
    w.call(at(), "s3.amazonaws.com", "GetBucketLocation", {"bucketName": f"cdk-hnb659fds-assets-{ACCT}-{R}", "location": ""}, None, [("s3:GetBucketLocation", f"arn:aws:s3:::cdk-hnb659fds-assets-{ACCT}-{R}")])
    fn = w.arn("lambda", "function:shop-api")
    w.call(at(), "lambda.amazonaws.com", "UpdateFunctionCode20150331v2", {"functionName": "shop-api", "imageUri": f"{ACCT}.dkr.ecr.{R}.amazonaws.com/shop/api:{sha}", "publish": False, "dryRun": False}, {"functionName": "shop-api", "functionArn": fn, "version": "$LATEST", "role": f"arn:aws:iam::{ACCT}:role/shop-api"}, [("lambda:UpdateFunctionCode", fn)], [("ecr:BatchGetImage", repo), ("ecr:GetDownloadUrlForLayer", repo)])
    w.call(at(), "lambda.amazonaws.com", "GetFunction20150331v2", {"functionName": "shop-api"}, None, [("lambda:GetFunction", fn)])
    w.call(at(), "lambda.amazonaws.com", "PublishVersion20150331", {"functionName": "shop-api", "description": sha[:7]}, {"functionName": "shop-api", "functionArn": fn + f":{ver}", "version": str(ver)}, [("lambda:PublishVersion", fn)])
    w.call(at(), "lambda.amazonaws.com", "UpdateAlias20150331", {"functionName": "shop-api", "name": "live", "functionVersion": str(ver)}, {"aliasArn": fn + ":live", "name": "live", "functionVersion": str(ver)}, [("lambda:UpdateAlias", fn)])
    stack = w.arn("cloudformation", "stack/shop-infra/0c1d2e3f-4a5b-6c7d-8e9f-001122334455")
    role = f"arn:aws:iam::{ACCT}:role/cdk-hnb659fds-cfn-exec-role-{ACCT}-{R}"
    cs = f"cdk-deploy-{build}"
    w.call(at(), "cloudformation.amazonaws.com", "CreateChangeSet", {"stackName": "shop-infra", "changeSetName": cs, "changeSetType": "UPDATE", "roleARN": role, "templateURL": f"https://s3.{R}.amazonaws.com/cdk-hnb659fds-assets-{ACCT}-{R}/{w.hex(64)}.json", "capabilities": ["CAPABILITY_IAM"]}, {"id": w.arn("cloudformation", f"changeSet/{cs}/{w.uuid()}"), "stackId": stack}, [("cloudformation:CreateChangeSet", stack)], [("iam:PassRole", role, {"iam:PassedToService": "cloudformation.amazonaws.com"})])
    w.call(at(), "cloudformation.amazonaws.com", "ExecuteChangeSet", {"stackName": "shop-infra", "changeSetName": cs}, None, [("cloudformation:ExecuteChangeSet", stack)])
    w.call(at(), "cloudformation.amazonaws.com", "DescribeStackEvents", {"stackName": "shop-infra"}, None, [("cloudformation:DescribeStackEvents", stack)])
    w.call(at(), "ssm.amazonaws.com", "PutParameter", {"name": "/shop/prod/build", "type": "String", "overwrite": True, "value": "HIDDEN_DUE_TO_SECURITY_REASONS"}, {"version": build}, [("ssm:PutParameter", w.arn("ssm", "parameter/shop/prod/build"))])
    dist = f"arn:aws:cloudfront::{ACCT}:distribution/E1ABCDEFGHIJKL"
    w.call(at(), "cloudfront.amazonaws.com", "CreateInvalidation2020_05_31", {"distributionId": "E1ABCDEFGHIJKL", "invalidationBatch": {"paths": {"quantity": 1, "items": ["/*"]}, "callerReference": str(build)}}, {"invalidation": {"id": "I" + w.b32(13), "status": "InProgress"}}, [("cloudfront:CreateInvalidation", dist)], region="us-east-1")
    w.call(at(), "sns.amazonaws.com", "Publish", {}, None, [("sns:Publish", w.arn("sns", "ship-notices"))], data=True)


def never(w):
    no = w.no
    for b in ("acme-customer-data", "acme-backups"):
        for a in ("GetObject", "PutObject", "DeleteObject"): no(f"s3:{a}", f"arn:aws:s3:::{b}/x", "another bucket")
    for a in ("DeleteBucket", "PutBucketPolicy", "PutLifecycleConfiguration"): no(f"s3:{a}", f"arn:aws:s3:::cdk-hnb659fds-assets-{ACCT}-{R}", "the bucket itself")
    for f in ("payments", "shop-admin"):
        for a in ("UpdateFunctionCode", "PublishVersion", "UpdateAlias", "GetFunction", "DeleteFunction"): no(f"lambda:{a}", w.arn("lambda", f"function:{f}"), "another function")
    for a in ("DeleteFunction", "AddPermission", "UpdateFunctionConfiguration", "CreateFunctionUrlConfig"): no(f"lambda:{a}", w.arn("lambda", "function:shop-api"), "never made")
    for r in ("shop/web", "payments"):
        no("ecr:PutImage", w.arn("ecr", f"repository/{r}"), "another repository")
        no("ecr:DeleteRepository", w.arn("ecr", f"repository/{r}"), "another repository")
    no("ecr:SetRepositoryPolicy", w.arn("ecr", "repository/shop/api"), "never made")
    for a in ("GetSecretValue", "PutSecretValue"): no(f"secretsmanager:{a}", w.arn("secretsmanager", "secret:prod/db-Ab3dEf"), "another secret")
    no("secretsmanager:PutSecretValue", w.arn("secretsmanager", "secret:ci/npm-token-Qw3rTy"), "never made")
    no("ssm:PutParameter", w.arn("ssm", "parameter/shop/prod/db-password"), "another parameter")
    no("ssm:GetParameter", w.arn("ssm", "parameter/payments/key"), "another parameter")
    no("ssm:SendCommand", w.arn("ec2", "instance/i-0123456789abcdef0"), "never made")
    no("cloudfront:DeleteDistribution", f"arn:aws:cloudfront::{ACCT}:distribution/E1ABCDEFGHIJKL", "never made")
    no("cloudfront:CreateInvalidation", f"arn:aws:cloudfront::{ACCT}:distribution/EZZZZZZZZZZZZZ", "another distribution")
    for st in ("payments-infra", "network"):
        no("cloudformation:CreateChangeSet", w.arn("cloudformation", f"stack/{st}/0c1d2e3f-4a5b-6c7d-8e9f-001122334466"), "another stack")
        no("cloudformation:DeleteStack", w.arn("cloudformation", f"stack/{st}/0c1d2e3f-4a5b-6c7d-8e9f-001122334466"), "another stack")
    no("cloudformation:DeleteStack", w.arn("cloudformation", "stack/shop-infra/0c1d2e3f-4a5b-6c7d-8e9f-001122334455"), "never made")
    no("iam:PassRole", f"arn:aws:iam::{ACCT}:role/admin", "another role", {"iam:PassedToService": "lambda.amazonaws.com"})
    no("iam:PassRole", f"arn:aws:iam::{ACCT}:role/admin", "another role", {"iam:PassedToService": "cloudformation.amazonaws.com"})
    no("sns:Publish", w.arn("sns", "customer-mail"), "another topic", hard=True)
    no("sns:DeleteTopic", w.arn("sns", "ship-notices"), "never made")
