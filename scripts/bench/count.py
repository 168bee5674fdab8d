"""Counts the calls of each role in a folder of gzipped CloudTrail logs, and prints the number of records."""
import collections, glob, gzip, json, sys

calls = collections.Counter()
for file in glob.glob(sys.argv[1]):
    with gzip.open(file) as log:
        for record in json.load(log)["Records"]:
            issuer = record.get("userIdentity", {}).get("sessionContext", {}).get("sessionIssuer", {})
            calls[issuer.get("arn"), record["eventSource"], record["eventName"]] += 1
print(sum(calls.values()))
