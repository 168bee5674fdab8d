"""Calls with few words, for workloads of many services: K(world, time) is a clock that makes them."""
from datetime import timedelta

from world import ACCT

SRC = {"cloudwatch": "monitoring"}
GLOBAL = {"iam", "route53", "cloudfront"}


class K:
    """A clock and calls with few words: k("svc", "Event", request, response, [resources], [hidden checks])."""
    def __init__(self, w, t): self.w, self.t, self.last = w, t, t
    def tick(self, s=6):
        self.t += timedelta(seconds=self.w.rng.randint(1, s)); return self.t
    def __call__(self, svc, ev, req, resp=None, res=("*",), hidden=(), act=None, gap=6, **k):
        def norm(x):
            if isinstance(x, str): return (f"{svc}:{act or ev}", x)
            if x[0] == "*" or x[0].startswith("arn:"): return (f"{svc}:{act or ev}", *x)
            return x
        if svc in GLOBAL: k.setdefault("region", "us-east-1")
        if svc == "ec2" and resp is not None: resp = {"requestId": self.w.uuid(), **resp}
        self.w.call(self.tick(gap), f"{SRC.get(svc, svc)}.amazonaws.com", ev, req, resp, [norm(x) for x in res], [norm(x) for x in hidden], **k)
    def unseen(self, svc, act, res, n=1, ctx=None, **k):
        self("%s" % svc, act, {}, None, [(res, ctx)], data=True, n=n, **k)
    def s3(self, ev, bucket, key=None, act=None, n=1, prefix=None, **k):
        name = bucket[13:]
        arn = f"{bucket}/{key}" if key is not None else bucket
        req = {"bucketName": name, "Host": f"{name}.s3.{self.w.region}.amazonaws.com", **({"key": key} if key is not None else {}), **({"prefix": prefix, "list-type": "2"} if prefix is not None else {})}
        res = ([{"type": "AWS::S3::Object", "ARN": arn}] if key is not None else [{"type": "AWS::S3::Object", "ARNPrefix": bucket + "/"}] if ev == "ListObjects" else []) + [{"accountId": ACCT, "type": "AWS::S3::Bucket", "ARN": bucket}]
        self("s3", ev, req, None, [(f"s3:{act or ev}", arn, {"s3:prefix": prefix} if prefix is not None else None)], data=True, data_bucket=name, n=n, resources=res, read=ev in ("GetObject", "HeadObject", "ListObjects"), **k)
    def kms(self, op, key, via, enc=None, **k): self.w.kms(self.tick(), op, key, via, enc, **k)


def nos(w, rows):
    for r in rows:
        w.no(*r[:3], **(r[3] if len(r) > 3 else {}))


def passed(s): return {"iam:PassedToService": s}


def logs(k, group, stream, n=20):
    w = k.w
    a = w.arn("logs", f"log-group:{group}:log-stream:{stream}")
    k("logs", "CreateLogStream", {"logStreamName": stream, "logGroupName": group}, None, [a], api="20140328")
    k.unseen("logs", "PutLogEvents", a, n)
