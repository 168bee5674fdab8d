from datetime import timedelta

from kit import K, nos, passed
from world import ACCT, World, trust_service

NOTES = """Tenant onboarding of a SaaS (Lambda by Step Functions, eu-central-1; certificates and CloudFront in us-east-1): for each new tenant (slug of words or numbers) a user pool with client, group and
admin user, a certificate and its DNS record, a CloudFront distribution with tags, a table, a bucket with its settings, a KMS key and alias, a role and its policy, a secret, a SES identity;
a tenant leaves now and then (all deleted, key scheduled). No data events, unseen: DynamoDB items, objects, SES sends; dependent TagResource and PassRole."""
R, U = "eu-central-1", "us-east-1"
SLUGS = ["globex", "initech", "umbrella-corp", "hooli", "vandelay", "acme-dental", "piedpiper", "northwind", "contoso", "tyrell", "wayne-ent", "stark", "wonka", "cyberdyne", "soylent", "duff", "oscorp", "aperture", "blackmesa", "dunder-mifflin", "sterling", "prestige", "bluth", "gekko", "nakatomi", "zorin", "monarch", "massive-dyn", "virtucon", "rekall", "weyland", "yoyodyne", "oceanic", "sirius", "krusty", "paddys", "ollivander", "tardis", "holodeck", "ingen", "biffco", "gringotts", "kwik-e-mart", "planet-express"]


def make(name, seed):
    w = World(name, seed, "tenant-onboarding", R, trust_service("lambda.amazonaws.com"), "tenant-onboarding", "aws-sdk-js/3.901.0 ua/2.1 os/linux#5.10.244 lang/js md/nodejs#22.20.0 exec-env/AWS_Lambda_nodejs22.x",
              in_scope={"issuerType": "AWS::Lambda::Function", "credentialsIssuedTo": f"arn:aws:lambda:{R}:{ACCT}:function:tenant-onboarding"}, ip="3.121.9.7")
    w.attached = ["AmazonCognitoPowerUser", "AmazonRoute53FullAccess", "CloudFrontFullAccess", "AWSCertificateManagerFullAccess", "AmazonDynamoDBFullAccess", "AmazonS3FullAccess", "SecretsManagerReadWrite", "IAMFullAccess", "AmazonSESFullAccess"]
    w.customer = [("onboarding-kms", [{"Effect": "Allow", "Action": ["kms:*", "sts:TagSession"], "Resource": "*"}])]
    w.replace = ["onboarding-kms", "AmazonCognitoPowerUser", "SecretsManagerReadWrite"]
    live, left, num = [], list(SLUGS), 4410
    w.dk = w.arn("kms", "key/" + w.uuid())
    for d in range(1, 61):
        t = w.day(d, 10, w.rng.randrange(50))
        if t.weekday() > 4:
            continue
        for _ in range(w.rng.randint(0, 2) if d not in (1, 5) else 1):
            num += w.rng.randint(1, 5)
            s = left.pop(w.rng.randrange(len(left))) if w.rng.random() < .7 and left else f"t{num}"
            w.assume(t, "tenant-onboarding")
            k = K(w, t)
            live.append((d, onboard(k, s, num)))
            t = k.t + timedelta(minutes=5)
        if d % 9 == 6 and len(live) > 3:
            w.assume(t, "tenant-onboarding")
            k = K(w, t + timedelta(minutes=20))
            offboard(k, live.pop(1)[1])
        if t.weekday() == 1:
            k = K(w, w.day(d, 20))
            k("cognito-idp", "ListUserPools", {"maxResults": 60}, None, ["*"])
            k("acm", "ListCertificates", {}, None, ["*"], region=U)
            for _, x in w.rng.sample(live, min(3, len(live))):
                k("cloudfront", "GetDistribution", {"id": x["dist"]}, None, [x["da"]], api="2020_05_31")
                k("dynamodb", "DescribeTable", {"tableName": x["tb"]}, None, [x["ta"]], api="2012-08-10")
    nos(w, nev(w))
    return w


Z = "arn:aws:route53:::hostedzone/Z0338121ACMESAASX01"


def dns(k, host, typ, action="CREATE"):
    ch = "C" + k.w.b32(20)
    k("route53", "ChangeResourceRecordSets", {"hostedZoneId": "Z0338121ACMESAASX01", "changeBatch": {"changes": [{"action": action, "resourceRecordSet": {"name": host, "type": typ, "tTL": 300}}]}}, {"changeInfo": {"id": f"/change/{ch}", "status": "PENDING"}}, [(Z, {"route53:ChangeResourceRecordSetsNormalizedRecordNames": [host]})], api="2013-04-01")
    k("route53", "GetChange", {"id": ch}, None, [f"arn:aws:route53:::change/{ch}"], n=2, api="2013-04-01")


def onboard(k, s, num):
    w = k.w
    x = {"s": s, "num": num, "pool": f"{R}_{w.alnum(9)}", "tb": f"tenant_{s}_data", "b": f"acme-tenant-{s}-{w.hex(6)}", "role": f"tenant-{num}-access", "dist": "E" + w.b32(13), "cert": w.uuid(), "key": w.uuid(), "host": f"{s}.app.acme.example"}
    x.update(pa=w.arn("cognito-idp", f"userpool/{x['pool']}"), ta=w.arn("dynamodb", f"table/{x['tb']}"), ba=f"arn:aws:s3:::{x['b']}", ra=f"arn:aws:iam::{ACCT}:role/tenants/{x['role']}", da=f"arn:aws:cloudfront::{ACCT}:distribution/{x['dist']}", ca=w.arn("acm", f"certificate/{x['cert']}", U), ka=w.arn("kms", f"key/{x['key']}"), sa=w.arn("secretsmanager", f"secret:tenants/{s}/api-{w.alnum(6)}"), ea=w.arn("ses", f"identity/{x['host']}"))
    tg = [{"key": "tenant", "value": s}]
    # key
    kr = lambda: [{"accountId": ACCT, "type": "AWS::KMS::Key", "ARN": x["ka"]}]
    k("kms", "CreateKey", {"description": f"tenant {s}", "tags": [{"tagKey": "tenant", "tagValue": s}]}, {"keyMetadata": {"keyId": x["key"], "arn": x["ka"]}}, ["*"], [("kms:TagResource", x["ka"])], resources=kr())
    al = f"alias/tenants/{s}"
    k("kms", "CreateAlias", {"aliasName": al, "targetKeyId": x["key"]}, None, [w.arn("kms", al), x["ka"]], resources=kr())
    k("kms", "EnableKeyRotation", {"keyId": x["key"]}, None, [x["ka"]], resources=kr())
    # cognito
    k("cognito-idp", "CreateUserPool", {"poolName": f"tenant-{s}", "mfaConfiguration": "OPTIONAL"}, {"userPool": {"id": x["pool"], "arn": x["pa"], "name": f"tenant-{s}"}}, ["*"])
    cl = w.alnum(26).lower()
    k("cognito-idp", "CreateUserPoolClient", {"userPoolId": x["pool"], "clientName": "web"}, {"userPoolClient": {"clientId": cl, "userPoolId": x["pool"]}}, [x["pa"]])
    k("cognito-idp", "CreateGroup", {"groupName": "admins", "userPoolId": x["pool"]}, {"group": {"userPoolId": x["pool"]}}, [x["pa"]])
    k("cognito-idp", "AdminCreateUser", {"userPoolId": x["pool"], "username": "HIDDEN_DUE_TO_SECURITY_REASONS"}, {"user": "HIDDEN"}, [x["pa"]])
    k("cognito-idp", "AdminAddUserToGroup", {"groupName": "admins", "userPoolId": x["pool"], "username": "HIDDEN_DUE_TO_SECURITY_REASONS"}, None, [x["pa"]])
    # certificate
    k("acm", "RequestCertificate", {"domainName": x["host"], "validationMethod": "DNS", "idempotencyToken": w.hex(16)}, {"certificateArn": x["ca"]}, ["*"], region=U)
    k("acm", "DescribeCertificate", {"certificateArn": x["ca"]}, None, [x["ca"]], region=U, n=3)
    dns(k, f"_{w.hex(32)}.{x['host']}", "CNAME")
    # CloudFront
    k("cloudfront", "CreateDistributionWithTags", {"distributionConfigWithTags": {"distributionConfig": {"callerReference": s, "aliases": {"items": [x["host"]]}, "viewerCertificate": {"aCMCertificateArn": x["ca"]}}, "tags": {"items": tg}}}, {"distribution": {"id": x["dist"], "aRN": x["da"], "status": "InProgress"}, "location": f"https://cloudfront.amazonaws.com/2020-05-31/distribution/{x['dist']}"}, ["*"], [("cloudfront:TagResource", x["da"])], act="CreateDistribution", api="2020_05_31")
    k("cloudfront", "GetDistribution", {"id": x["dist"]}, None, [x["da"]], n=4, api="2020_05_31")
    dns(k, x["host"], "A")
    # table
    k("dynamodb", "CreateTable", {"tableName": x["tb"], "billingMode": "PAY_PER_REQUEST", "tags": tg, "sSESpecification": {"enabled": True, "sSEType": "KMS", "kMSMasterKeyId": x["ka"]}}, {"tableDescription": {"tableArn": x["ta"], "tableName": x["tb"], "tableStatus": "CREATING"}}, [x["ta"]], [("dynamodb:TagResource", x["ta"])], api="2012-08-10")
    for op in ("DescribeKey", "CreateGrant"):
        k.kms(op, x["ka"], "dynamodb", {"aws:dynamodb:tableName": x["tb"], "aws:dynamodb:subscriberId": ACCT} if op == "CreateGrant" else None, ctx={"kms:GrantIsForAWSResource": "true"} if op == "CreateGrant" else None)
    k("dynamodb", "DescribeTable", {"tableName": x["tb"]}, None, [x["ta"]], n=3, api="2012-08-10")
    k("dynamodb", "UpdateContinuousBackups", {"tableName": x["tb"], "pointInTimeRecoverySpecification": {"pointInTimeRecoveryEnabled": True}}, {"continuousBackupsDescription": {}}, [x["ta"]], api="2012-08-10")
    k.unseen("dynamodb", "PutItem", x["ta"], 3)
    k.unseen("dynamodb", "PutItem", w.arn("dynamodb", "table/tenants"))
    # bucket
    host = {"bucketName": x["b"], "Host": f"{x['b']}.s3.{R}.amazonaws.com"}
    br = [{"accountId": ACCT, "type": "AWS::S3::Bucket", "ARN": x["ba"]}]
    for ev, act, q in (("CreateBucket", None, None), ("PutBucketPublicAccessBlock", None, "publicAccessBlock"), ("PutBucketEncryption", "PutEncryptionConfiguration", "encryption"), ("PutBucketLifecycle", "PutLifecycleConfiguration", "lifecycle"), ("PutBucketTagging", None, "tagging"), ("PutBucketCors", "PutBucketCORS", "cors"), ("PutBucketPolicy", None, "policy")):
        k("s3", ev, {**host, **({q: ""} if q else {})}, None, [x["ba"]], act=act, resources=br)
    k.unseen("s3", "PutObject", f"{x['ba']}/config/tenant.json")
    # role
    k("iam", "CreateRole", {"path": "/tenants/", "roleName": x["role"], "assumeRolePolicyDocument": "{}", "permissionsBoundary": f"arn:aws:iam::{ACCT}:policy/tenant-boundary", "tags": tg}, {"role": {"arn": x["ra"], "path": "/tenants/", "roleName": x["role"], "roleId": "AROA" + w.b32(17)}}, [(x["ra"], {"iam:PermissionsBoundary": f"arn:aws:iam::{ACCT}:policy/tenant-boundary"})], [("iam:TagRole", x["ra"])])
    k("iam", "PutRolePolicy", {"roleName": x["role"], "policyName": "tenant-data", "policyDocument": "{}"}, None, [x["ra"]])
    # secret
    k("secretsmanager", "CreateSecret", {"name": f"tenants/{s}/api", "kmsKeyId": x["ka"], "clientRequestToken": w.uuid(), "tags": tg}, {"arn": x["sa"], "name": f"tenants/{s}/api", "versionId": w.uuid()}, [x["sa"]], [("secretsmanager:TagResource", x["sa"])])
    for op in ("GenerateDataKey", "Decrypt"):
        k.kms(op, x["ka"], "secretsmanager", {"SecretARN": x["sa"], "SecretVersionId": w.uuid()})
    # SES
    k("ses", "CreateEmailIdentity", {"emailIdentity": x["host"]}, {"identityType": "DOMAIN"}, [x["ea"]])
    k("ses", "GetEmailIdentity", {"emailIdentity": x["host"]}, None, [x["ea"]], n=2)
    if num % 6 == 0:
        k("ses", "CreateEmailIdentity", {"emailIdentity": x["host"]}, None, [x["ea"]], err="AlreadyExistsException", msg=f"Email identity {x['host']} already exist")
    k.unseen("ses", "SendEmail", w.arn("ses", "identity/acme.example"))
    return x


def offboard(k, x):
    w = k.w
    kr = [{"accountId": ACCT, "type": "AWS::KMS::Key", "ARN": x["ka"]}]
    k("cloudfront", "GetDistributionConfig", {"id": x["dist"]}, None, [x["da"]], api="2020_05_31")
    k("cloudfront", "UpdateDistribution", {"id": x["dist"], "ifMatch": "E" + w.b32(12), "distributionConfig": {"enabled": False}}, {"distribution": {"id": x["dist"], "aRN": x["da"]}}, [x["da"]], api="2020_05_31")
    k("cloudfront", "DeleteDistribution", {"id": x["dist"], "ifMatch": "E" + w.b32(12)}, None, [x["da"]], api="2020_05_31")
    dns(k, x["host"], "A", "DELETE")
    k("acm", "DeleteCertificate", {"certificateArn": x["ca"]}, None, [x["ca"]], region=U)
    k("cognito-idp", "DeleteUserPool", {"userPoolId": x["pool"]}, None, [x["pa"]])
    k("dynamodb", "DeleteTable", {"tableName": x["tb"]}, {"tableDescription": {"tableArn": x["ta"]}}, [x["ta"]], api="2012-08-10")
    k.unseen("s3", "ListBucket", x["ba"])
    k.unseen("s3", "DeleteObject", x["ba"] + "/config/tenant.json")
    k("s3", "DeleteBucket", {"bucketName": x["b"], "Host": f"{x['b']}.s3.{R}.amazonaws.com"}, None, [x["ba"]], resources=[{"accountId": ACCT, "type": "AWS::S3::Bucket", "ARN": x["ba"]}])
    k("iam", "DeleteRolePolicy", {"roleName": x["role"], "policyName": "tenant-data"}, None, [x["ra"]])
    k("iam", "DeleteRole", {"roleName": x["role"]}, None, [x["ra"]])
    k("secretsmanager", "DeleteSecret", {"secretId": f"tenants/{x['s']}/api", "recoveryWindowInDays": 7}, {"arn": x["sa"], "name": f"tenants/{x['s']}/api"}, [x["sa"]])
    k("ses", "DeleteEmailIdentity", {"emailIdentity": x["host"]}, None, [x["ea"]])
    k("kms", "ScheduleKeyDeletion", {"keyId": x["key"], "pendingWindowInDays": 30}, {"keyId": x["ka"]}, [x["ka"]], resources=kr)


def nev(w):
    I = f"arn:aws:iam::{ACCT}:"
    rows = [(f"iam:{a}", I + r, "never made") for a, r in [("CreateUser", "user/evil"), ("CreateAccessKey", "user/root-ops"), ("AttachRolePolicy", "role/tenant-onboarding"), ("PutRolePolicy", "role/tenant-onboarding"), ("UpdateAssumeRolePolicy", "role/tenants/tenant-4411-access"), ("CreateRole", "role/evil"), ("PutRolePolicy", "role/prod-admin"), ("DeleteRole", "role/prod-admin"), ("DeleteRolePermissionsBoundary", "role/tenants/tenant-4411-access"), ("CreatePolicyVersion", "policy/tenant-boundary")]] + [("iam:PassRole", I + "role/prod-admin", "never made", {"ctx": passed("lambda.amazonaws.com")})]
    rows += [(f"cognito-idp:{a}", w.arn("cognito-idp", f"userpool/{R}_Ab3dEf9hi"), "never made") for a in ("AdminSetUserPassword", "AdminDeleteUser", "AdminInitiateAuth", "UpdateUserPool", "CreateIdentityProvider")]
    rows += [("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/Z0OTHERZONE00000001", "another zone"), ("route53:DeleteHostedZone", Z, "never made"), ("route53:CreateHostedZone", "*", "never made"), ("route53:ListHostedZones", "*", "never made")]
    rows += [("cloudfront:CreateInvalidation", f"arn:aws:cloudfront::{ACCT}:distribution/E2QWRUHAPOMQZL", "never made"), ("cloudfront:CreateFunction", "*", "never made"), ("cloudfront:ListDistributions", "*", "never made")]
    rows += [("acm:ExportCertificate", w.arn("acm", "certificate/11111111-2222-4333-8444-555555555555", U), "never made"), ("acm:ImportCertificate", w.arn("acm", "certificate/11111111-2222-4333-8444-555555555555", U), "never made"), ("acm:DeleteCertificate", w.arn("acm", "certificate/11111111-2222-4333-8444-555555555555"), "another region")]
    rows += [("dynamodb:DeleteTable", w.arn("dynamodb", "table/tenants"), "another table"), ("dynamodb:DeleteTable", w.arn("dynamodb", "table/payments"), "another table"), ("dynamodb:Scan", w.arn("dynamodb", "table/payments"), "another table"), ("dynamodb:CreateTable", w.arn("dynamodb", "table/evil"), "another table"), ("dynamodb:ExportTableToPointInTime", w.arn("dynamodb", "table/tenant_stark_data"), "never made"), ("dynamodb:PutResourcePolicy", w.arn("dynamodb", "table/tenant_stark_data"), "never made")]
    rows += [("s3:DeleteBucket", "arn:aws:s3:::acme-hr", "another bucket"), ("s3:PutBucketPolicy", "arn:aws:s3:::acme-hr", "another bucket"), ("s3:GetObject", "arn:aws:s3:::acme-hr/salaries.csv", "another bucket"), ("s3:CreateBucket", "arn:aws:s3:::evil", "another bucket"), ("s3:PutBucketAcl", "arn:aws:s3:::acme-tenant-stark-0a1b2c", "never made"), ("s3:PutReplicationConfiguration", "arn:aws:s3:::acme-tenant-stark-0a1b2c", "never made"), ("s3:ListAllMyBuckets", "*", "never made")]
    rows += [("secretsmanager:GetSecretValue", w.arn("secretsmanager", "secret:prod/payments/stripe-Ab3dEf"), "another"), ("secretsmanager:GetSecretValue", w.arn("secretsmanager", "secret:tenants/stark/api-Ab3dEf"), "never made"), ("secretsmanager:PutSecretValue", w.arn("secretsmanager", "secret:tenants/stark/api-Ab3dEf"), "never made"), ("secretsmanager:DeleteSecret", w.arn("secretsmanager", "secret:prod/payments/stripe-Ab3dEf"), "another"), ("secretsmanager:ListSecrets", "*", "never made")]
    rows += [("ses:SendEmail", w.arn("ses", "identity/ceo.example"), "another identity"), ("ses:DeleteEmailIdentity", w.arn("ses", "identity/acme.example"), "another identity"), ("ses:PutAccountSendingAttributes", "*", "never made")]
    K3 = w.arn("kms", "key/11111111-2222-4333-8444-555555555555")
    rows += [("kms:Decrypt", K3, "another key, not by a service"), ("kms:PutKeyPolicy", K3, "never made"), ("kms:DisableKey", K3, "never made"), ("kms:DeleteAlias", w.arn("kms", "alias/tenants/stark"), "never made"), ("kms:CreateAlias", w.arn("kms", "alias/evil"), "another alias"), ("kms:ScheduleKeyDeletion", w.dk, "told by its tag alone", {"hard": True})]
    rows += [("lambda:CreateFunction", w.arn("lambda", "function:SecretsManagerEvil"), "granted, never made"), ("cloudformation:CreateChangeSet", w.arn("cloudformation", "stack/SecretsManagerEvil/*"), "granted, never made")]
    return rows
