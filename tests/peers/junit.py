"""Reads a JUnit report and counts, by the schema of the Jenkins xUnit plugin: elements, attributes, order of children."""

import json
import sys
import xml.etree.ElementTree as ET

ATTRIBUTES = {
    "testsuites": {"name", "time", "tests", "failures", "errors"},
    "testsuite": {"name", "tests", "failures", "errors", "time", "skipped", "timestamp", "hostname", "id", "package"},
    "testcase": {"name", "classname", "time", "status", "assertions"},
    "failure": {"type", "message"},
    "error": {"type", "message"},
    "system-out": set(),
}
CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"testcase", "system-out"},
    "testcase": {"failure", "error", "system-out"},
}
REQUIRED = {"testsuite": {"name", "tests"}, "testcase": {"name", "classname"}}

root = ET.fromstring(sys.stdin.buffer.read())
faults = [] if root.tag == "testsuites" else [f"the root is {root.tag}"]
for element in root.iter():
    faults += [f"{element.tag}: {name}" for name in set(element.keys()) - ATTRIBUTES.get(element.tag, set())]
    faults += [f"{element.tag} lacks {name}" for name in REQUIRED.get(element.tag, set()) - set(element.keys())]
    faults += [f"{child.tag} in {element.tag}" for child in element if child.tag not in CHILDREN.get(element.tag, ())]
count = {name: len(root.findall(f".//{name}")) for name in ("testcase", "failure", "error")}
for suite in root.iter("testsuite"):
    said = [int(suite.get(name)) for name in ("tests", "failures", "errors")]
    if said != list(count.values()):
        faults.append(f"says {said}, has {count}")
print(json.dumps({"faults": faults, "failures": count["failure"], "errors": count["error"]}))
