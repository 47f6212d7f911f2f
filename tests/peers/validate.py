"""Holds documents against the schemas of a folder: validate.py SCHEMAS < {"documents": [...]}, prints the faults.

Each schema is closed first: a field that a schema does not tell is a fault, although users' validators let it pass."""

import json
import pathlib
import sys

from jsonschema import Draft202012Validator
from referencing import Registry, Resource


def closed(schema):
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {key: closed(value) for key, value in schema.items()}
    if "properties" in schema and schema.get("type") == "object":
        schema.setdefault("additionalProperties", False)
    return schema


def main():
    schemas = {path.name: closed(json.loads(path.read_text())) for path in pathlib.Path(sys.argv[1]).glob("*.json")}
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    registry = Registry().with_resources((name, Resource.from_contents(schema)) for name, schema in schemas.items())
    seen, faults = set(), []
    for document in json.load(sys.stdin)["documents"]:
        name = document["schema"].removeprefix("bedcheck.").removesuffix("/1")
        seen.add(name)
        if f"{name}.json" not in schemas:
            faults.append(f"{name}: no schema")
            continue
        validator = Draft202012Validator(schemas[f"{name}.json"], registry=registry)
        for error in validator.iter_errors(document):
            deepest = sorted(error.context or [error], key=lambda one: -len(one.absolute_path))[0]
            faults.append(f"{name} at {deepest.json_path}: {deepest.message[:300]}")
    faults += [f"{name}: no document was checked" for name in sorted({path[:-5] for path in schemas} - seen - {"common"})]
    print(json.dumps(faults))


main()
