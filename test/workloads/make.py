#!/usr/bin/env python3
"""make.py OUT [SEED]: writes the workloads of this folder, with the generator of ../shared/workloads beside the checkout."""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path[:0] = [HERE, os.path.join(HERE, "../../../shared/workloads")]
import w_api, w_ci, w_eks, w_glass, w_janitor, w_karpenter, w_lake, w_leavers, w_net, w_orch, w_platform, w_science, w_tenants

ALL = {"eks-controller": w_eks, "ci-ship": w_ci, "data-science": w_science, "break-glass": w_glass,
       "lake-pipeline": w_lake, "api-backend": w_api, "network-deploy": w_net, "orchestrator": w_orch,
       "tf-platform": w_platform, "karpenter": w_karpenter, "tenant-onboarding": w_tenants,
       "leavers": w_leavers, "janitor": w_janitor}

if __name__ == "__main__":
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    for name, module in ALL.items():
        module.make(name, seed).write(sys.argv[1], module.NOTES, False)
