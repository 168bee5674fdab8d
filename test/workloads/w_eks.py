from datetime import timedelta
from world import ACCT, World

NOTES = """A load balancer controller in an EKS cluster (IRSA): for each ingress that developers make it creates an Application Load
Balancer, target groups, listeners, rules and a security group, tags all, registers pods, and deletes them days later. Names carry a
hash. Certificates and WAF associations of two stable ingresses are looked up by ARN. Everything is in the management events."""

R = "us-west-2"
OIDC = {"arn": f"arn:aws:iam::{ACCT}:oidc-provider/oidc.eks.{R}.amazonaws.com/id/0F1E2D3C4B5A69788796A5B4C3D2E1F0",
        "sub": "system:serviceaccount:kube-system:aws-load-balancer-controller"}
VPC = "vpc-0aa11bb22cc33dd44"
EC2 = f"arn:aws:ec2:{R}:{ACCT}:"
OTHERS = {  # A resource of the type that each action takes, where that is no instance.
    "RunInstances": EC2 + "instance/*", "CreateKeyPair": EC2 + "key-pair/evil", "AuthorizeSecurityGroupEgress": EC2 + "security-group/sg-0123456789abcdef0",
    "CreateRoute": EC2 + "route-table/rtb-0123456789abcdef0", "CreateSnapshot": EC2 + "volume/vol-0123456789abcdef0",
    "DeleteSnapshot": f"arn:aws:ec2:{R}::snapshot/snap-0123456789abcdef0", "DeleteVolume": EC2 + "volume/vol-0123456789abcdef0",
    "CreateVpc": EC2 + "vpc/*", "DeleteVpc": EC2 + "vpc/vpc-0123456789abcdef0", "ReleaseAddress": EC2 + "elastic-ip/eipalloc-0123456789abcdef0"}


def make(name, seed):
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": OIDC["arn"]}, "Action": "sts:AssumeRoleWithWebIdentity",
             "Condition": {"StringEquals": {f"oidc.eks.{R}.amazonaws.com/id/0F1E2D3C4B5A69788796A5B4C3D2E1F0:sub": OIDC["sub"]}}}]}
    w = World(name, seed, "alb-controller", R, trust, "1760000000000000000", "elbv2.k8s.aws/v2.13.4 aws-sdk-go-v2/1.36.3 os/linux lang/go#1.24.2 md/GOARCH#amd64", oidc=OIDC, ip="10.20.31.7")
    w.attached = ["ElasticLoadBalancingFullAccess", "AmazonEC2FullAccess", "AWSWAFFullAccess", "AWSCertificateManagerReadOnly"]
    w.replace = ["AWSCertificateManagerReadOnly"]
    apps, n = {}, 40
    for d in range(1, 61):
        wd = w.day(d).weekday()
        for h in (1, 9, 17):
            t = w.day(d, h, w.rng.randrange(50)); w.assume(t, "1760000000000000000")
            ec2(w, t, "DescribeSubnets", {"subnetSet": {}, "filterSet": {"items": [{"name": "tag:kubernetes.io/role/elb", "valueSet": {"items": [{"value": "1"}]}}]}})
            ec2(w, t, "DescribeVpcs", {"vpcSet": {"items": [{"vpcId": VPC}]}, "filterSet": {}})
            ec2(w, t, "DescribeAvailabilityZones", {"availabilityZoneSet": {}})
            elb(w, t, "DescribeLoadBalancers", {"pageSize": 100}, None, [("elasticloadbalancing:DescribeLoadBalancers", "*")])
            w.call(t, "acm.amazonaws.com", "ListCertificates", {"certificateStatuses": ["ISSUED"]}, None, [("acm:ListCertificates", "*")])
            w.call(t, "acm.amazonaws.com", "DescribeCertificate", {"certificateArn": w.arn("acm", "certificate/5b1d2c3e-7788-4a5b-9c0d-112233445566")}, None, [("acm:DescribeCertificate", w.arn("acm", "certificate/5b1d2c3e-7788-4a5b-9c0d-112233445566"))])
        if wd < 5:
            n += 1; app = f"pr{n}"
            apps[app] = (d, create(w, w.day(d, 10, w.rng.randrange(50)), app))
        for app, (born, a) in list(apps.items()):
            if wd < 5 and d > born: targets(w, w.day(d, 13, w.rng.randrange(50)), a)
            if d >= born + 3: delete(w, w.day(d, 19), a); del apps[app]
    never(w)
    return w


def ec2(w, t, ev, req, resp=None, checks=None, **k):
    w.call(t, "ec2.amazonaws.com", ev, req, resp, checks or [(f"ec2:{ev}", "*")], api="2016-11-15" if False else None, **k)


def elb(w, t, ev, req, resp, checks, hidden=()):
    w.call(t, "elasticloadbalancing.amazonaws.com", ev, req, resp, checks, hidden, api="2015-12-01")


def tags(app): return [{"key": "elbv2.k8s.aws/cluster", "value": "prod"}, {"key": "ingress.k8s.aws/stack", "value": f"preview/{app}"}]


def create(w, t, app):
    w.assume(t, "1760000000000000000")
    s = lambda x: t + timedelta(seconds=x)
    h = w.hex(10)
    A = lambda r: w.arn("elasticloadbalancing", r)
    rt = {"aws:RequestTag/elbv2.k8s.aws/cluster": "prod"}
    sg, sgn = w.id("sg"), f"k8s-preview-{app}-{h}"
    sga = w.arn("ec2", f"security-group/{sg}")
    ec2(w, s(1), "CreateSecurityGroup", {"groupName": sgn, "groupDescription": "[k8s] Managed SecurityGroup for LoadBalancer", "vpcId": VPC, "tagSpecificationSet": {"items": [{"resourceType": "security-group", "tags": tags(app)}]}},
        {"requestId": w.uuid(), "_return": True, "groupId": sg, "securityGroupArn": sga}, [("ec2:CreateSecurityGroup", w.arn("ec2", "security-group/*")), ("ec2:CreateSecurityGroup", w.arn("ec2", f"vpc/{VPC}")),
         ("ec2:CreateTags", w.arn("ec2", "security-group/*"), {"ec2:CreateAction": "CreateSecurityGroup", **rt})])
    ec2(w, s(2), "AuthorizeSecurityGroupIngress", {"groupId": sg, "ipPermissions": {"items": [{"ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "groups": {}, "ipRanges": {"items": [{"cidrIp": "0.0.0.0/0"}]}}]}}, {"_return": True}, [("ec2:AuthorizeSecurityGroupIngress", sga)])
    lbn = f"k8s-preview-{app}-{h}"
    lba = A(f"loadbalancer/app/{lbn}/{w.hex(16)}")
    elb(w, s(3), "CreateLoadBalancer", {"name": lbn, "type": "application", "scheme": "internet-facing", "ipAddressType": "ipv4", "subnetMappings": [{"subnetId": "subnet-0a1b2c3d4e5f60711"}, {"subnetId": "subnet-0a1b2c3d4e5f60712"}], "securityGroups": [sg], "tags": tags(app)},
        {"loadBalancers": [{"loadBalancerArn": lba, "loadBalancerName": lbn, "type": "application", "vpcId": VPC, "state": {"code": "provisioning"}}]},
        [("elasticloadbalancing:CreateLoadBalancer", A(f"loadbalancer/app/{lbn}/*"))], [("elasticloadbalancing:AddTags", A(f"loadbalancer/app/{lbn}/*"), {"elasticloadbalancing:CreateAction": "CreateLoadBalancer", **rt})])
    tgn = f"k8s-preview-{app}-{w.hex(10)}"
    tga = A(f"targetgroup/{tgn}/{w.hex(16)}")
    elb(w, s(4), "CreateTargetGroup", {"name": tgn, "port": 80, "protocol": "HTTP", "vpcId": VPC, "targetType": "ip", "tags": tags(app)}, {"targetGroups": [{"targetGroupArn": tga, "targetGroupName": tgn, "protocol": "HTTP", "vpcId": VPC}]},
        [("elasticloadbalancing:CreateTargetGroup", A(f"targetgroup/{tgn}/*"))], [("elasticloadbalancing:AddTags", A(f"targetgroup/{tgn}/*"), {"elasticloadbalancing:CreateAction": "CreateTargetGroup", **rt})])
    lsa = A(f"listener/app/{lbn}/{lba.rsplit('/')[-1]}/{w.hex(16)}")
    elb(w, s(5), "CreateListener", {"loadBalancerArn": lba, "port": 443, "protocol": "HTTPS", "certificates": [{"certificateArn": w.arn("acm", "certificate/5b1d2c3e-7788-4a5b-9c0d-112233445566")}], "defaultActions": [{"type": "fixed-response", "fixedResponseConfig": {"statusCode": "404"}}], "tags": tags(app)},
        {"listeners": [{"listenerArn": lsa, "loadBalancerArn": lba, "port": 443, "protocol": "HTTPS"}]}, [("elasticloadbalancing:CreateListener", lba)], [("elasticloadbalancing:AddTags", A(f"listener/app/{lbn}/{lba.rsplit('/')[-1]}/*"), {"elasticloadbalancing:CreateAction": "CreateListener", **rt})])
    rua = lsa.replace(":listener/", ":listener-rule/") + "/" + w.hex(16)
    elb(w, s(6), "CreateRule", {"listenerArn": lsa, "priority": 1, "conditions": [{"field": "path-pattern", "values": ["/*"]}], "actions": [{"type": "forward", "targetGroupArn": tga}], "tags": tags(app)},
        {"rules": [{"ruleArn": rua, "priority": "1"}]}, [("elasticloadbalancing:CreateRule", lsa)], [("elasticloadbalancing:AddTags", lsa.replace(":listener/", ":listener-rule/") + "/*", {"elasticloadbalancing:CreateAction": "CreateRule", **rt})])
    elb(w, s(7), "ModifyLoadBalancerAttributes", {"loadBalancerArn": lba, "attributes": [{"key": "idle_timeout.timeout_seconds", "value": "120"}]}, {"attributes": []}, [("elasticloadbalancing:ModifyLoadBalancerAttributes", lba)])
    a = {"sg": sg, "lb": lba, "tg": tga, "ls": lsa, "ru": rua}
    targets(w, s(30), a)
    return a


def targets(w, t, a):
    for _ in range(2):
        ip = f"10.20.{w.rng.randrange(255)}.{w.rng.randrange(255)}"
        elb(w, t, "RegisterTargets", {"targetGroupArn": a["tg"], "targets": [{"id": ip, "port": 8080}]}, None, [("elasticloadbalancing:RegisterTargets", a["tg"])])
        elb(w, t, "DescribeTargetHealth", {"targetGroupArn": a["tg"]}, None, [("elasticloadbalancing:DescribeTargetHealth", "*")])
        elb(w, t + timedelta(seconds=40), "DeregisterTargets", {"targetGroupArn": a["tg"], "targets": [{"id": ip, "port": 8080}]}, None, [("elasticloadbalancing:DeregisterTargets", a["tg"])])


def delete(w, t, a):
    w.assume(t, "1760000000000000000")
    s = lambda x: t + timedelta(seconds=x)
    elb(w, s(1), "DeleteRule", {"ruleArn": a["ru"]}, None, [("elasticloadbalancing:DeleteRule", a["ru"])])
    elb(w, s(2), "DeleteListener", {"listenerArn": a["ls"]}, None, [("elasticloadbalancing:DeleteListener", a["ls"])])
    elb(w, s(3), "DeleteLoadBalancer", {"loadBalancerArn": a["lb"]}, None, [("elasticloadbalancing:DeleteLoadBalancer", a["lb"])])
    elb(w, s(4), "DeleteTargetGroup", {"targetGroupArn": a["tg"]}, None, [("elasticloadbalancing:DeleteTargetGroup", a["tg"])])
    sga = w.arn("ec2", f"security-group/{a['sg']}")
    ec2(w, s(20), "RevokeSecurityGroupIngress", {"groupId": a["sg"], "ipPermissions": {"items": [{"ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "ipRanges": {"items": [{"cidrIp": "0.0.0.0/0"}]}}]}}, {"_return": True}, [("ec2:RevokeSecurityGroupIngress", sga)])
    ec2(w, s(60), "DeleteSecurityGroup", {"groupId": a["sg"]}, {"_return": True}, [("ec2:DeleteSecurityGroup", sga)])


def never(w):
    no = w.no
    A = lambda r: w.arn("elasticloadbalancing", r)
    for a in ("RunInstances", "TerminateInstances", "CreateVpc", "DeleteVpc", "CreateRoute", "AuthorizeSecurityGroupEgress", "ModifyInstanceAttribute", "CreateSnapshot", "DeleteSnapshot", "CreateImage", "CreateKeyPair", "DeleteVolume", "AttachVolume", "AssociateAddress", "ReleaseAddress"):
        no(f"ec2:{a}", OTHERS.get(a, w.arn("ec2", "instance/i-0123456789abcdef0")), "never made")
    no("ec2:CreateTags", w.arn("ec2", "instance/i-0123456789abcdef0"), "another type")
    no("ec2:DeleteTags", w.arn("ec2", "security-group/sg-0123456789abcdef0"), "never made")
    for lb in ("loadbalancer/app/payments-prod/50dc6c495c0c9188", "loadbalancer/net/core-nlb/1111111111111111"):
        for a in ("DeleteLoadBalancer", "ModifyLoadBalancerAttributes", "CreateListener"):
            no(f"elasticloadbalancing:{a}", A(lb), "a neighbour's load balancer")
    no("elasticloadbalancing:DeleteTargetGroup", A("targetgroup/payments/6d0ecf831eec9f09"), "a neighbour's target group")
    no("elasticloadbalancing:RegisterTargets", A("targetgroup/payments/6d0ecf831eec9f09"), "a neighbour's target group")
    no("elasticloadbalancing:CreateLoadBalancer", A("loadbalancer/app/evil/*"), "another name")
    no("elasticloadbalancing:SetWebAcl", "*", "never made")
    for a in ("CreateWebACL", "DeleteWebACL", "UpdateWebACL", "PutLoggingConfiguration"):
        no(f"wafv2:{a}", w.arn("wafv2", "regional/webacl/main/11111111-2222-4333-8444-555555555555"), "never made")
    for c in ("payroll",):
        no("acm:DescribeCertificate", w.arn("acm", "certificate/99999999-7788-4a5b-9c0d-112233445566"), "another certificate")
    no("acm:GetCertificate", w.arn("acm", "certificate/5b1d2c3e-7788-4a5b-9c0d-112233445566"), "never made")
