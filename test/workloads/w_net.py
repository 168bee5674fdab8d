from datetime import timedelta
from world import ACCT, World, trust_service
NOTES = """A network deployment role: each week it makes a test network (VPC, subnets, route table, gateway, NAT, endpoints, peering, security group)
with new ids and takes the one of two weeks ago down; daily it reads; it changes one transit route table that it did not make."""
R = "eu-central-1"
def make(name, seed):
    w = World(name, seed, "network-deploy", R, trust_service("codebuild.amazonaws.com"), "AWSCodeBuild-net", "APN/1.0 HashiCorp/1.0 Terraform/1.9.8", ip="3.120.1.2")
    w.attached = ["AmazonVPCFullAccess", "AmazonEC2FullAccess"]
    w.customer = [("net-extra", [{"Effect": "Allow", "Action": ["ram:*", "route53:*", "logs:*", "iam:PassRole"], "Resource": "*"}])]
    w.replace = ["net-extra"]
    e = lambda x: w.arn("ec2", x); old = []
    FL = f"arn:aws:iam::{ACCT}:role/flow-logs"; TG = w.id("tgw-rtb"); ATT = w.id("tgw-attach")
    def ec(t, ev, req, resp, checks, hidden=()): w.call(t, "ec2.amazonaws.com", ev, req, resp, checks, hidden)
    tags = lambda ty: {"items": [{"resourceType": ty, "tags": [{"key": "Name", "value": "test"}]}]}
    for d in range(1, 61):
        t0 = w.day(d, 6); w.assume(t0, "AWSCodeBuild-net"); c = [0]
        def at():
            c[0] += 9; return t0 + timedelta(seconds=c[0])
        for ev in ("DescribeVpcs", "DescribeSubnets", "DescribeRouteTables", "DescribeNatGateways", "DescribeVpcEndpoints"): ec(at(), ev, {}, None, [(f"ec2:{ev}", "*")])
        if d % 3 == 0:
            ec(at(), "CreateTransitGatewayRoute", {"CreateTransitGatewayRouteRequest": {"DestinationCidrBlock": f"10.{d}.0.0/16", "TransitGatewayRouteTableId": TG, "TransitGatewayAttachmentId": ATT}}, None, [("ec2:CreateTransitGatewayRoute", e(f"transit-gateway-route-table/{TG}")), ("ec2:CreateTransitGatewayRoute", e(f"transit-gateway-attachment/{ATT}"))])
        if d % 6 != 1: continue
        v, s1, rt, ig, nat, ei, sg, ep = (w.id(x) for x in ("vpc", "subnet", "rtb", "igw", "nat", "eipalloc", "sg", "vpce"))
        ec(at(), "CreateVpc", {"cidrBlock": "10.9.0.0/16", "tagSpecificationSet": tags("vpc")}, {"vpc": {"vpcId": v}}, [("ec2:CreateVpc", e(f"vpc/{v}"))], [("ec2:CreateTags", e(f"vpc/{v}"), {"ec2:CreateAction": "CreateVpc"})])
        ec(at(), "ModifyVpcAttribute", {"vpcId": v, "enableDnsHostnames": {"value": True}}, None, [("ec2:ModifyVpcAttribute", e(f"vpc/{v}"))])
        ec(at(), "CreateSubnet", {"vpcId": v, "cidrBlock": "10.9.1.0/24", "tagSpecificationSet": tags("subnet")}, {"subnet": {"subnetId": s1}}, [("ec2:CreateSubnet", e(f"subnet/{s1}")), ("ec2:CreateSubnet", e(f"vpc/{v}"))], [("ec2:CreateTags", e(f"subnet/{s1}"), {"ec2:CreateAction": "CreateSubnet"})])
        ec(at(), "CreateInternetGateway", {}, {"internetGateway": {"internetGatewayId": ig}}, [("ec2:CreateInternetGateway", e(f"internet-gateway/{ig}"))])
        ec(at(), "AttachInternetGateway", {"internetGatewayId": ig, "vpcId": v}, None, [("ec2:AttachInternetGateway", e(f"internet-gateway/{ig}")), ("ec2:AttachInternetGateway", e(f"vpc/{v}"))])
        ec(at(), "AllocateAddress", {"domain": "vpc"}, {"allocationId": ei}, [("ec2:AllocateAddress", e(f"elastic-ip/{ei}"))])
        ec(at(), "CreateNatGateway", {"CreateNatGatewayRequest": {"SubnetId": s1, "AllocationId": ei, "ClientToken": w.uuid()}}, {"CreateNatGatewayResponse": {"natGateway": {"natGatewayId": nat}}}, [("ec2:CreateNatGateway", e(f"natgateway/{nat}")), ("ec2:CreateNatGateway", e(f"subnet/{s1}")), ("ec2:CreateNatGateway", e(f"elastic-ip/{ei}"))])
        ec(at(), "CreateRouteTable", {"vpcId": v}, {"routeTable": {"routeTableId": rt}}, [("ec2:CreateRouteTable", e(f"route-table/{rt}")), ("ec2:CreateRouteTable", e(f"vpc/{v}"))])
        ec(at(), "CreateRoute", {"routeTableId": rt, "destinationCidrBlock": "0.0.0.0/0", "natGatewayId": nat}, None, [("ec2:CreateRoute", e(f"route-table/{rt}"))])
        ec(at(), "AssociateRouteTable", {"routeTableId": rt, "subnetId": s1}, {"associationId": w.id("rtbassoc")}, [("ec2:AssociateRouteTable", e(f"route-table/{rt}")), ("ec2:AssociateRouteTable", e(f"subnet/{s1}"))])
        ec(at(), "CreateSecurityGroup", {"groupName": f"test-{d}", "groupDescription": "t", "vpcId": v}, {"groupId": sg}, [("ec2:CreateSecurityGroup", e(f"security-group/{sg}")), ("ec2:CreateSecurityGroup", e(f"vpc/{v}"))])
        ec(at(), "AuthorizeSecurityGroupIngress", {"groupId": sg, "ipPermissions": {"items": []}}, None, [("ec2:AuthorizeSecurityGroupIngress", e(f"security-group/{sg}"))])
        ec(at(), "CreateVpcEndpoint", {"CreateVpcEndpointRequest": {"VpcId": v, "ServiceName": f"com.amazonaws.{R}.s3", "RouteTableId": {"tag": 1, "content": rt}}}, {"CreateVpcEndpointResponse": {"vpcEndpoint": {"vpcEndpointId": ep}}}, [("ec2:CreateVpcEndpoint", e(f"vpc-endpoint/{ep}")), ("ec2:CreateVpcEndpoint", e(f"vpc/{v}")), ("ec2:CreateVpcEndpoint", e(f"route-table/{rt}"))])
        fl = w.id("fl")
        ec(at(), "CreateFlowLogs", {"CreateFlowLogsRequest": {"ResourceId": {"tag": 1, "content": v}, "ResourceType": "VPC", "TrafficType": "ALL", "LogGroupName": "/vpc/test", "DeliverLogsPermissionArn": FL}}, {"CreateFlowLogsResponse": {"flowLogIdSet": {"item": fl}}}, [("ec2:CreateFlowLogs", e(f"vpc-flow-log/{fl}")), ("ec2:CreateFlowLogs", e(f"vpc/{v}"))], [("iam:PassRole", FL, {"iam:PassedToService": "vpc-flow-logs.amazonaws.com"})])
        old.append((v, s1, rt, ig, nat, ei, sg, ep, fl))
        if len(old) > 2:
            v, s1, rt, ig, nat, ei, sg, ep, fl = old.pop(0)
            ec(at(), "DeleteFlowLogs", {"DeleteFlowLogsRequest": {"FlowLogId": {"tag": 1, "content": fl}}}, None, [("ec2:DeleteFlowLogs", e(f"vpc-flow-log/{fl}"))])
            ec(at(), "DeleteVpcEndpoints", {"DeleteVpcEndpointsRequest": {"VpcEndpointId": {"tag": 1, "content": ep}}}, None, [("ec2:DeleteVpcEndpoints", e(f"vpc-endpoint/{ep}"))])
            ec(at(), "DeleteNatGateway", {"DeleteNatGatewayRequest": {"NatGatewayId": nat}}, None, [("ec2:DeleteNatGateway", e(f"natgateway/{nat}"))])
            ec(at(), "ReleaseAddress", {"allocationId": ei}, None, [("ec2:ReleaseAddress", e(f"elastic-ip/{ei}"))])
            ec(at(), "DetachInternetGateway", {"internetGatewayId": ig, "vpcId": v}, None, [("ec2:DetachInternetGateway", e(f"internet-gateway/{ig}")), ("ec2:DetachInternetGateway", e(f"vpc/{v}"))])
            ec(at(), "DeleteInternetGateway", {"internetGatewayId": ig}, None, [("ec2:DeleteInternetGateway", e(f"internet-gateway/{ig}"))])
            ec(at(), "DeleteSecurityGroup", {"groupId": sg}, None, [("ec2:DeleteSecurityGroup", e(f"security-group/{sg}"))])
            ec(at(), "DeleteSubnet", {"subnetId": s1}, None, [("ec2:DeleteSubnet", e(f"subnet/{s1}"))])
            ec(at(), "DeleteRouteTable", {"routeTableId": rt}, None, [("ec2:DeleteRouteTable", e(f"route-table/{rt}"))])
            ec(at(), "DeleteVpc", {"vpcId": v}, None, [("ec2:DeleteVpc", e(f"vpc/{v}"))])
    for a, r in [("ec2:RunInstances", e("instance/*")), ("ec2:TerminateInstances", e("instance/" + w.id("i"))), ("ec2:DeleteTransitGateway", e("transit-gateway/" + w.id("tgw"))), ("ec2:DeleteTransitGatewayRouteTable", e(f"transit-gateway-route-table/{TG}")), ("ec2:CreateTransitGatewayRoute", e("transit-gateway-route-table/" + w.id("tgw-rtb"))), ("ec2:DeleteVolume", e("volume/" + w.id("vol"))), ("ec2:ModifySnapshotAttribute", f"arn:aws:ec2:{R}::snapshot/{w.id('snap')}"), ("ec2:CreateVpcPeeringConnection", e("vpc/" + w.id("vpc"))), ("ram:CreateResourceShare", "*"), ("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/Z1"), ("logs:DeleteLogGroup", w.arn("logs", "log-group:/vpc/test:*")), ("ec2:CreateNetworkAcl", e("network-acl/*")), ("ec2:StopInstances", e("instance/" + w.id("i"))), ("ec2:GetPasswordData", e("instance/" + w.id("i"))), ("ec2:CreateKeyPair", e("key-pair/x")), ("ec2:AuthorizeSecurityGroupEgress", e("security-group/" + w.id("sg")))]: w.no(a, r, "never done")
    w.no("iam:PassRole", f"arn:aws:iam::{ACCT}:role/admin", "not this role", {"iam:PassedToService": "vpc-flow-logs.amazonaws.com"})
    w.no("iam:PassRole", FL, "not to EC2", {"iam:PassedToService": "ec2.amazonaws.com"})
    for a, r in [("ec2:" + a, e(r + w.id("x"))) for a, r in [("DeleteVpnGateway", "vpn-gateway/"), ("CreateVpnConnection", "vpn-connection/"), ("DeleteCustomerGateway", "customer-gateway/"), ("ModifyVpcEndpoint", "vpc-endpoint/"), ("ReplaceRoute", "route-table/"), ("DeleteNetworkInterface", "network-interface/"), ("RebootInstances", "instance/"), ("AttachVolume", "volume/"), ("DeleteDhcpOptions", "dhcp-options/"), ("DeleteNetworkAcl", "network-acl/"), ("CreateSnapshot", "volume/"), ("DeleteLaunchTemplate", "launch-template/"), ("DisassociateAddress", "elastic-ip/"), ("ModifySubnetAttribute", "subnet/")]]: w.no(a, r, "never done")
    return w
