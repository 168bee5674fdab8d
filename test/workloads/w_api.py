from datetime import timedelta
from world import ACCT, World, trust_service
NOTES = """A Lambda function behind an API: data events are on for the table `orders` (seen), off for `sessions`; sends mail, reads users of a
pool, reads an SSM parameter, invokes another function (unseen), presigned uploads."""
R = "us-west-2"
def make(name, seed):
    w = World(name, seed, "api-backend", R, trust_service("lambda.amazonaws.com"), "api", "Boto3/1.40.4 exec-env/AWS_Lambda_python3.13", data_on={"orders"}, in_scope={"issuerType": "AWS::Lambda::Function", "credentialsIssuedTo": f"arn:aws:lambda:{R}:{ACCT}:function:api"}, ip="34.1.2.3")
    w.attached = ["AmazonDynamoDBFullAccess", "AmazonCognitoPowerUser", "AmazonSESFullAccess", "AWSLambda_FullAccess", "CloudWatchLogsFullAccess"]
    w.customer = [("api-extra", [{"Effect": "Allow", "Action": ["ssm:*", "kms:*"], "Resource": "*"}])]
    w.replace = ["api-extra", "AmazonCognitoPowerUser"]
    T = w.arn("dynamodb", "table/orders"); S = w.arn("dynamodb", "table/sessions"); UP = w.arn("cognito-idp", "userpool/us-west-2_AbCdEfGhI"); K = w.arn("kms", "key/2f2e1d0c-1234-4abc-9def-0123456789ab"); P = w.arn("ssm", "parameter/api/prod/stripe-key"); F = w.arn("lambda", "function:render")
    for d in range(1, 61):
        for k in range(w.rng.randint(2, 4)):
            t0 = w.day(d, 2 + 5 * k); w.assume(t0, "api"); c = [0]
            def at():
                c[0] += 7; return t0 + timedelta(seconds=c[0])
            st = f"{t0.strftime('%Y/%m/%d')}/[$LATEST]{w.hex(32)}"; la = w.arn("logs", f"log-group:/aws/lambda/api:log-stream:{st}")
            w.call(at(), "logs.amazonaws.com", "CreateLogStream", {"logStreamName": st, "logGroupName": "/aws/lambda/api"}, None, [("logs:CreateLogStream", la)])
            w.call(at(), "logs.amazonaws.com", "PutLogEvents", {}, None, [("logs:PutLogEvents", la)], data=True)
            w.call(at(), "ssm.amazonaws.com", "GetParameter", {"name": "/api/prod/stripe-key", "withDecryption": True}, None, [("ssm:GetParameter", P)])
            w.kms(at(), "Decrypt", K, "ssm", {"PARAMETER_ARN": P})
            for ev, a in (("GetItem", "GetItem"), ("PutItem", "PutItem"), ("UpdateItem", "UpdateItem")):
                w.call(at(), "dynamodb.amazonaws.com", ev, {"tableName": "orders", "key": {"id": w.uuid()}}, None, [(f"dynamodb:{a}", T)], data=True, data_bucket="orders", resources=[{"accountId": ACCT, "type": "AWS::DynamoDB::Table", "ARN": T}])
            w.call(at(), "dynamodb.amazonaws.com", "Query", {"tableName": "orders", "indexName": "by-user"}, None, [("dynamodb:Query", T + "/index/by-user")], data=True, data_bucket="orders", resources=[{"accountId": ACCT, "type": "AWS::DynamoDB::Table", "ARN": T}])
            w.call(at(), "dynamodb.amazonaws.com", "DescribeTable", {"tableName": "sessions"}, None, [("dynamodb:DescribeTable", S)], resources=[{"accountId": ACCT, "type": "AWS::DynamoDB::Table", "ARN": S}])
            for a in ("GetItem", "PutItem", "DeleteItem"): w.call(at(), "dynamodb.amazonaws.com", a, {}, None, [(f"dynamodb:{a}", S)], data=True)
            w.call(at(), "cognito-idp.amazonaws.com", "AdminGetUser", {"userPoolId": "us-west-2_AbCdEfGhI", "username": "HIDDEN_DUE_TO_SECURITY_REASONS"}, None, [("cognito-idp:AdminGetUser", UP)], read=True)
            if k == 1:
                w.call(at(), "cognito-idp.amazonaws.com", "AdminUpdateUserAttributes", {"userPoolId": "us-west-2_AbCdEfGhI", "username": "HIDDEN_DUE_TO_SECURITY_REASONS"}, None, [("cognito-idp:AdminUpdateUserAttributes", UP)])
                w.call(at(), "ses.amazonaws.com", "GetSendQuota", None, None, [("ses:GetSendQuota", "*")])
            w.call(at(), "lambda.amazonaws.com", "Invoke", {}, None, [("lambda:InvokeFunction", F)], data=True)
            w.call(at(), "lambda.amazonaws.com", "GetFunctionConfiguration20150331v2", {"functionName": "render"}, None, [("lambda:GetFunctionConfiguration", F)])
    for a, r in [("dynamodb:DeleteTable", T), ("dynamodb:DeleteItem", T), ("dynamodb:Scan", T), ("dynamodb:GetItem", w.arn("dynamodb", "table/payroll")), ("cognito-idp:AdminDeleteUser", UP), ("cognito-idp:DeleteUserPool", UP), ("cognito-idp:AdminSetUserPassword", UP), ("ses:DeleteIdentity", "*"), ("lambda:DeleteFunction", F), ("lambda:UpdateFunctionCode", F), ("lambda:UpdateFunctionCode", w.arn("lambda", "function:api")), ("ssm:PutParameter", P), ("ssm:GetParameter", w.arn("ssm", "parameter/payroll/key")), ("ssm:SendCommand", w.arn("ec2", "instance/i-0123456789abcdef0")), ("kms:ScheduleKeyDeletion", K), ("logs:DeleteLogGroup", w.arn("logs", "log-group:/aws/lambda/api:*"))]: w.no(a, r, "never done")
    for a, r in [("dynamodb:" + a, T) for a in ("UpdateTable", "CreateBackup", "BatchWriteItem", "PartiQLDelete", "UpdateTimeToLive")] + [("cognito-idp:" + a, UP) for a in ("AdminCreateUser", "CreateGroup", "AdminAddUserToGroup", "UpdateUserPool", "DeleteUserPoolClient")] + [("lambda:" + a, F) for a in ("AddPermission", "PutFunctionConcurrency", "UpdateFunctionConfiguration", "CreateAlias")] + [("kms:DisableKey", K), ("logs:DeleteLogStream", w.arn("logs", "log-group:/aws/lambda/api:log-stream:x"))]: w.no(a, r, "never done")
    return w
