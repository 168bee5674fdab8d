from kit import K, nos, passed
from world import ACCT, World

NOTES = """Karpenter in an EKS cluster (shop-prod, ap-southeast-2): launch templates by hash, CreateFleet with the RunInstances that EC2 Fleet makes on its behalf
(invokedBy ec2fleet.amazonaws.com), terminations, an instance profile a NodeClass (cluster_hash), prices, AMI parameters of EKS, the interruption queue unseen.
ec2:CreateTags and iam:PassRole of the node role are unseen. Instance ids, template ids and images always change; a NodeClass is added in the first and in the second month.
The first month does away with one profile, which was made before it and whose path no record tells: that another one goes in the second month is marked hard."""
R = "ap-southeast-2"
CL = "shop-prod"
EKS = {"arn": f"arn:aws:iam::{ACCT}:oidc-provider/oidc.eks.{R}.amazonaws.com/id/5D1F0C9A7B3E4A28B6F1E0D9C8B7A695", "sub": "system:serviceaccount:kube-system:karpenter"}


def make(name, seed):
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": EKS["arn"]}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {f"oidc.eks.{R}.amazonaws.com/id/5D1F0C9A7B3E4A28B6F1E0D9C8B7A695:sub": EKS["sub"]}}}]}
    w = World(name, seed, "KarpenterController-shop-prod", R, trust, "1762000000000000000", "aws-sdk-go-v2/1.39.4 ua/2.1 os/linux lang/go#1.25.2 md/GOOS#linux md/GOARCH#arm64 api/ec2#1.254.1 karpenter.sh-1.8.1", oidc=EKS, ip="13.54.20.77")
    w.attached = ["AmazonEC2FullAccess", "AmazonSQSFullAccess", "AmazonSSMFullAccess"]
    w.customer = [("karpenter-extra", [{"Effect": "Allow", "Action": ["iam:*InstanceProfile*", "iam:PassRole", "eks:*", "pricing:*"], "Resource": "*"}])]
    w.replace = ["karpenter-extra"]
    w.hard = lambda action, resource: action in ("iam:DeleteInstanceProfile", "iam:RemoveRoleFromInstanceProfile")
    node = f"arn:aws:iam::{ACCT}:role/KarpenterNodeRole-{CL}"
    subs, sgs = [w.id("subnet") for _ in range(3)], [w.id("sg") for _ in range(2)]
    insts, lts, profiles = [], [], []
    spec = lambda: {"eks:cluster-name": CL, "karpenter.sh/nodepool": "default"}
    q = w.arn("sqs", f"Karpenter-{CL}")
    ami = "ami-0" + w.hex(16)
    for d in range(1, 61):
        t = w.day(d, 0, 3)
        k = K(w, t)
        w.assume(k.tick(), str(1762000000000000000 + d * 86400 * 10**9 + w.rng.randrange(10**6)))
        if d % 9 == 1:
            ami = "ami-0" + w.hex(16)
        for h in range(4):
            k.t = max(k.t, w.day(d, 6 * h, w.rng.randrange(20)))
            for ev, f in (("DescribeSubnets", "subnetSet"), ("DescribeSecurityGroups", "securityGroupSet"), ("DescribeImages", "imagesSet"), ("DescribeInstanceTypes", "x"), ("DescribeInstanceTypeOfferings", "x"), ("DescribeInstances", "instancesSet"), ("DescribeSpotPriceHistory", "x"), ("DescribeLaunchTemplates", "x"), ("DescribeCapacityReservations", "x"), ("DescribeInstanceStatus", "x")):
                k("ec2", ev, {f: {}, "filterSet": {"items": [{"name": "tag:karpenter.sh/discovery", "valueSet": {"items": [{"value": CL}]}}]}}, None, ["*"])
            for v in ("standard/recommended/image_id", "nvidia/recommended/image_id"):
                p = f"/aws/service/eks/optimized-ami/1.34/amazon-linux-2023/x86_64/{v}"
                pa = f"arn:aws:ssm:{R}::parameter{p}"
                k("ssm", "GetParameter", {"name": p, "withDecryption": False}, None, [pa], resources=[{"ARN": pa}])
            k.unseen("sqs", "ReceiveMessage", q, 1000)
            if h == 0:
                k.unseen("sqs", "GetQueueUrl", q)
                k.unseen("sqs", "DeleteMessage", q, 4)
                k("pricing", "GetProducts", {"serviceCode": "AmazonEC2", "filters": [{"type": "TERM_MATCH", "field": "regionCode", "value": R}]}, None, ["*"], region="us-east-1", n=2)
                k("eks", "DescribeCluster", {"name": CL}, None, [w.arn("eks", f"cluster/{CL}")])
                k("iam", "ListInstanceProfiles", {"pathPrefix": f"/karpenter/{R}/{CL}/"}, None, ["*"])
        if d in (1, 12, 38):
            nm = f"{CL}_{w.rng.randrange(10**18, 10**19)}"
            u = w.uuid()
            ia = f"arn:aws:iam::{ACCT}:instance-profile/karpenter/{R}/{CL}/{u}/{nm}"
            path = f"/karpenter/{R}/{CL}/{u}/"
            tags = [{"key": "eks:eks-cluster-name", "value": CL}]
            k("iam", "GetInstanceProfile", {"instanceProfileName": nm}, None, [f"arn:aws:iam::{ACCT}:instance-profile/{nm}"], err="NoSuchEntityException", msg=f"Instance Profile {nm} cannot be found.")
            k("iam", "CreateInstanceProfile", {"instanceProfileName": nm, "path": path, "tags": tags}, {"instanceProfile": {"instanceProfileName": nm, "path": path, "arn": ia, "instanceProfileId": "AIPA" + w.b32(17)}}, [ia], [("iam:TagInstanceProfile", ia)])
            k("iam", "AddRoleToInstanceProfile", {"instanceProfileName": nm, "roleName": node.split("/")[1]}, None, [ia], [("iam:PassRole", node, passed("ec2.amazonaws.com"))])
            profiles.append((nm, ia))
            if len(profiles) > 2:
                on, oa = profiles.pop(0)
                k("iam", "RemoveRoleFromInstanceProfile", {"instanceProfileName": on, "roleName": node.split("/")[1]}, None, [oa])
                k("iam", "DeleteInstanceProfile", {"instanceProfileName": on}, None, [oa])
        if d == 20:
            nm, ia = profiles[0]
            k("iam", "GetInstanceProfile", {"instanceProfileName": nm}, None, [ia])
            on, oa = f"{CL}_{10**18 + 7}", f"arn:aws:iam::{ACCT}:instance-profile/karpenter/{R}/{CL}/{w.uuid()}/{CL}_{10**18 + 7}"
            k("iam", "RemoveRoleFromInstanceProfile", {"instanceProfileName": on, "roleName": node.split("/")[1]}, None, [oa])
            k("iam", "DeleteInstanceProfile", {"instanceProfileName": on}, None, [oa])
        # scale out
        for x in range(w.rng.randint(2, 4)):
            lt = w.id("lt")
            la = w.arn("ec2", f"launch-template/{lt}")
            ln = f"karpenter.k8s.aws/{w.rng.randrange(10**18, 10**19)}"
            rt = {"aws:RequestTag/karpenter.sh/nodepool": "default", f"aws:RequestTag/kubernetes.io/cluster/{CL}": "owned"}
            tg = {"aws:ResourceTag/karpenter.sh/nodepool": "default"}
            ts = lambda *kinds: {"items": [{"resourceType": z, "tags": [{"key": "karpenter.sh/nodepool", "value": "default"}]} for z in kinds]}
            k("ec2", "CreateLaunchTemplate", {"CreateLaunchTemplateRequest": {"LaunchTemplateName": ln, "LaunchTemplateData": {"ImageId": ami, "IamInstanceProfile": {"Name": profiles[-1][0]}}, "TagSpecification": {"ResourceType": "launch-template"}}}, {"CreateLaunchTemplateResponse": {"launchTemplate": {"launchTemplateId": lt, "launchTemplateName": ln}}}, [(w.arn("ec2", "launch-template/*"), rt)], [("ec2:CreateTags", w.arn("ec2", "launch-template/*"), {"ec2:CreateAction": "CreateLaunchTemplate"})])
            lts.append((d, lt, ln))
            fl, ins = f"fleet-{w.uuid()}", w.id("i")
            req = {"CreateFleetRequest": {"Type": "instant", "LaunchTemplateConfigs": {"LaunchTemplateSpecification": {"LaunchTemplateName": ln, "Version": "$Latest"}, "tag": 1, "Overrides": [{"tag": 1, "InstanceType": "m7g.large", "SubnetId": subs[x % 3], "ImageId": ami}]}, "TargetCapacitySpecification": {"TotalTargetCapacity": 1, "DefaultTargetCapacityType": "spot" if x % 2 else "on-demand"}, "TagSpecification": [{"ResourceType": "fleet", "tag": 1}, {"ResourceType": "instance", "tag": 2}]}}
            fchk = [(w.arn("ec2", "fleet/*"), rt), (w.arn("ec2", "instance/*"), rt), (w.arn("ec2", "volume/*"), rt), (la, tg), w.arn("ec2", f"subnet/{subs[x % 3]}"), f"arn:aws:ec2:{R}::image/{ami}"]
            hid = [("ec2:CreateTags", w.arn("ec2", z), {"ec2:CreateAction": "CreateFleet"}) for z in ("fleet/*", "instance/*", "volume/*")]
            if w.rng.random() < .1:
                k("ec2", "CreateFleet", req, None, fchk, hid, err="Client.UnfulfillableCapacity", msg="Unable to fulfill capacity", read=False)
            k("ec2", "CreateFleet", req, {"CreateFleetResponse": {"fleetId": fl, "fleetInstanceSet": {"item": {"instanceIds": {"item": ins}}}}}, fchk, hid)
            k("ec2", "RunInstances", {"instancesSet": {"items": [{"imageId": ami, "minCount": 1, "maxCount": 1}]}, "instanceType": "m7g.large", "subnetId": subs[x % 3], "launchTemplate": {"launchTemplateId": lt, "version": "1"}, "groupSet": {"items": [{"groupId": s} for s in sgs]}, "tagSpecificationSet": ts("instance", "volume", "network-interface"), "clientToken": fl + "-0"},
              {"reservationId": w.id("r"), "ownerId": ACCT, "instancesSet": {"items": [{"instanceId": ins, "imageId": ami, "subnetId": subs[x % 3]}]}},
              [(w.arn("ec2", "instance/*"), rt), w.arn("ec2", "network-interface/*"), w.arn("ec2", "volume/*"), f"arn:aws:ec2:{R}::image/{ami}", w.arn("ec2", f"subnet/{subs[x % 3]}"), la] + [w.arn("ec2", f"security-group/{s}") for s in sgs],
              [("iam:PassRole", node, passed("ec2.amazonaws.com"))] + [("ec2:CreateTags", w.arn("ec2", z), {"ec2:CreateAction": "RunInstances"}) for z in ("instance/*", "volume/*", "network-interface/*")], via="ec2fleet.amazonaws.com")
            insts.append(ins)
            k("ec2", "CreateTags", {"resourcesSet": {"items": [{"resourceId": ins}]}, "tagSet": {"items": [{"key": "Name", "value": f"ip-10-1-2-{x}.{R}.compute.internal"}, {"key": "karpenter.sh/nodeclaim", "value": f"default-{w.alnum(5).lower()}"}]}}, {"_return": True}, [(w.arn("ec2", f"instance/{ins}"), tg)])
        while len(insts) > 9:
            i = insts.pop(0)
            k("ec2", "TerminateInstances", {"instancesSet": {"items": [{"instanceId": i}]}}, {"instancesSet": {"items": [{"instanceId": i, "currentState": {"code": 32, "name": "shutting-down"}}]}}, [(w.arn("ec2", f"instance/{i}"), {"aws:ResourceTag/karpenter.sh/nodepool": "default"})])
        for x in [x for x in lts if x[0] <= d - 2]:
            lts.remove(x)
            k("ec2", "DeleteLaunchTemplate", {"DeleteLaunchTemplateRequest": {"LaunchTemplateName": x[2]}}, {"DeleteLaunchTemplateResponse": {"launchTemplate": {"launchTemplateId": x[1], "launchTemplateName": x[2]}}}, [(w.arn("ec2", f"launch-template/{x[1]}"), {"aws:ResourceTag/karpenter.sh/nodepool": "default"})])
    E2 = lambda r: w.arn("ec2", r)
    rows = [(f"ec2:{a}", E2("instance/i-0aa11bb22cc33dd44"), "never made") for a in ("StopInstances", "StartInstances", "ModifyInstanceAttribute", "GetPasswordData", "RebootInstances", "AssociateIamInstanceProfile")]
    rows += [("ec2:TerminateInstances", E2("instance/i-0aa11bb22cc33dd44"), "told by its tag alone", {"ctx": {"aws:ResourceTag/Name": "db"}, "hard": True}), ("ec2:CreateTags", E2("vpc/vpc-0aa11bb22cc33dd44"), "another kind"), ("ec2:CreateTags", E2("security-group/sg-0aa11bb22cc33dd44"), "another kind"), ("ec2:DeleteTags", E2("instance/i-0aa11bb22cc33dd44"), "never made")]
    rows += [(f"ec2:{a}", E2(r), "never made") for a, r in (("CreateVpc", "vpc/*"), ("DeleteVpc", "vpc/vpc-0aa11bb22cc33dd44"), ("CreateSecurityGroup", "security-group/*"), ("AuthorizeSecurityGroupIngress", "security-group/sg-0aa11bb22cc33dd44"), ("DeleteVolume", "volume/vol-0aa11bb22cc33dd44"), ("AttachVolume", "volume/vol-0aa11bb22cc33dd44"), ("CreateSnapshot", "volume/vol-0aa11bb22cc33dd44"), ("ModifyLaunchTemplate", "launch-template/lt-0aa11bb22cc33dd44"), ("CreateLaunchTemplateVersion", "launch-template/lt-0aa11bb22cc33dd44"), ("DeleteFleets", "fleet/fleet-1"), ("CreateKeyPair", "key-pair/evil"), ("ImportKeyPair", "key-pair/evil"), ("DeleteSubnet", "subnet/subnet-0aa11bb22cc33dd44"), ("CreateRoute", "route-table/rtb-0aa11bb22cc33dd44"), ("RequestSpotFleet", "spot-fleet-request/*"))]
    rows += [("ec2:DescribeVpcs", "*", "never made"), ("ec2:DescribeSnapshots", "*", "never made"), ("ec2:RunInstances", "arn:aws:ec2:us-east-1:111122223333:instance/*", "another region")]
    IP = f"arn:aws:iam::{ACCT}:instance-profile/"
    rows += [("iam:AddRoleToInstanceProfile", IP + "prod-admin", "another profile"), ("iam:DeleteInstanceProfile", IP + "web-instance-role", "another profile"), ("iam:CreateInstanceProfile", IP + "evil", "another path"), ("iam:RemoveRoleFromInstanceProfile", IP + "web-instance-role", "another profile")]
    rows += [("iam:PassRole", f"arn:aws:iam::{ACCT}:role/prod-admin", "another role", {"ctx": passed("ec2.amazonaws.com")}), ("iam:PassRole", node, "another service", {"ctx": passed("lambda.amazonaws.com")})]
    rows += [(f"eks:{a}", w.arn("eks", f"cluster/{CL}"), "never made") for a in ("DeleteCluster", "CreateAccessEntry", "UpdateClusterConfig", "CreateNodegroup")] + [("eks:DescribeCluster", w.arn("eks", "cluster/payments"), "another cluster"), ("eks:ListClusters", "*", "never made")]
    rows += [("sqs:ReceiveMessage", w.arn("sqs", "payments-in"), "another queue"), ("sqs:SendMessage", w.arn("sqs", "payments-in"), "another queue"), ("sqs:DeleteQueue", q, "never made"), ("sqs:SetQueueAttributes", q, "never made")]
    rows += [("ssm:GetParameter", w.arn("ssm", "parameter/payments/stripe"), "another"), ("ssm:SendCommand", E2("instance/i-0aa11bb22cc33dd44"), "never made"), ("ssm:StartSession", E2("instance/i-0aa11bb22cc33dd44"), "never made"), ("ssm:PutParameter", w.arn("ssm", "parameter/x"), "never made"), ("pricing:DescribeServices", "*", "never made")]
    nos(w, rows)
    return w
