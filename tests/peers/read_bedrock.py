"""Reads every operation of a simulator through botocore and checks each answer against botocore's own shapes.

Usage: read_bedrock.py URL REGION. Prints one JSON document; fails when an answer does not fit its shape.
"""

import json
import sys

import botocore.session
from botocore.config import Config

url, region = sys.argv[1:]
session = botocore.session.get_session()
CONFIG = Config(retries={"total_max_attempts": 1})


def client(service, where=region):
    return session.create_client(service, region_name=where, endpoint_url=url, config=CONFIG)


# What the wire is known to say beyond the service models; anything else that does not fit is an error.
BEYOND = {
    ("inferenceTypesSupported", "INFERENCE_PROFILE"),
}


def fit(shape, value, path):
    """Types, required members and enumerations; lists may be longer than modelled."""
    kind = shape.type_name
    if kind == "structure":
        assert isinstance(value, dict), path
        for name in shape.required_members:
            assert name in value, f"{path}.{name} is missing"
        for name, inner in value.items():
            if name == "ResponseMetadata" or name not in shape.members:
                assert name == "ResponseMetadata", f"{path}.{name} is not in the model"
                continue
            fit(shape.members[name], inner, f"{path}.{name}")
    elif kind == "list":
        assert isinstance(value, list), path
        for item in value:
            fit(shape.member, item, f"{path}[]")
    elif kind == "string":
        assert isinstance(value, str), path
        enum = getattr(shape, "enum", None)
        known = not enum or value in enum or any(f".{n}[]" in path and value == v for n, v in BEYOND)
        assert known, f"{path}: {value!r} is not one of {enum}"
    elif kind == "boolean":
        assert isinstance(value, bool), path
    elif kind in ("integer", "double"):
        assert isinstance(value, (int, float)), path
    elif kind == "timestamp":
        assert hasattr(value, "year"), path
    else:
        assert kind == "blob", f"{path}: {kind}"


def call(api, method, **arguments):
    operation = api.meta.method_to_api_mapping[method]
    answer = getattr(api, method)(**arguments)
    fit(api.meta.service_model.operation_model(operation).output_shape, answer, operation)
    answer.pop("ResponseMetadata", None)
    return answer


bedrock = client("bedrock")
models = call(bedrock, "list_foundation_models", byProvider="Anthropic")["modelSummaries"]
profiles, token = [], {}
while True:
    page = call(bedrock, "list_inference_profiles", typeEquals="SYSTEM_DEFINED", maxResults=10, **token)
    profiles += page["inferenceProfileSummaries"]
    if "nextToken" not in page:
        break
    token = {"nextToken": page["nextToken"]}

first = profiles[0]["inferenceProfileId"]
call(bedrock, "get_inference_profile", inferenceProfileIdentifier=first)
call(bedrock, "get_inference_profile", inferenceProfileIdentifier=profiles[0]["inferenceProfileArn"])
call(bedrock, "list_foundation_model_agreement_offers", modelId=models[0]["modelId"])
call(bedrock, "get_foundation_model", modelIdentifier=models[0]["modelArn"])
# Known to botocore from 1.44 on.
retention = None
if hasattr(bedrock, "get_account_data_retention"):
    retention = call(bedrock, "get_account_data_retention")["mode"]
form = call(bedrock, "get_use_case_for_model_access")["formData"]

agreements = {}
for model in models:
    model_id = model["modelId"]
    availability = call(bedrock, "get_foundation_model_availability", modelId=model_id)
    agreements[model_id] = availability["agreementAvailability"]["status"]

runtime = client("bedrock-runtime")
answer = runtime.invoke_model(
    modelId=first,
    body=json.dumps(
        {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 1, "messages": [{"role": "user", "content": "hi"}]}
    ),
)
said = json.loads(answer["body"].read())
try:
    runtime.invoke_model(modelId=models[0]["modelId"], body="{}")
    refusal = None
except runtime.exceptions.ValidationException as error:
    refusal = error.response["Error"]["Message"]

identity = call(client("sts"), "get_caller_identity")
regions, token = {}, {}
while True:
    page = call(client("account"), "list_regions", MaxResults=20, **token)
    regions.update({entry["RegionName"]: entry["RegionOptStatus"] for entry in page["Regions"]})
    if "NextToken" not in page:
        break
    token = {"NextToken": page["NextToken"]}

quota_api = client("service-quotas")
quotas = call(quota_api, "list_service_quotas", ServiceCode="bedrock")["Quotas"]
call(quota_api, "list_aws_default_service_quotas", ServiceCode="bedrock", MaxResults=10)
simulated = call(
    client("iam", "us-east-1"),
    "simulate_principal_policy",
    PolicySourceArn="arn:aws:iam::111122223333:role/Developer",
    ActionNames=["bedrock:InvokeModel", "bedrock:ListFoundationModels"],
)

print(
    json.dumps(
        {
            "models": [model["modelId"] for model in models],
            "profiles": [profile["inferenceProfileId"] for profile in profiles],
            "agreements": agreements,
            "retention": retention,
            "form": json.loads(form)["companyName"],
            "said": said["type"],
            "refusal": refusal,
            "account": identity["Account"],
            "regions": regions,
            "quota_names": len({quota["QuotaName"] for quota in quotas}),
            "decisions": [result["EvalDecision"] for result in simulated["EvaluationResults"]],
        }
    )
)
