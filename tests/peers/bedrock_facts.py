"""What boto3 reads from a Bedrock endpoint, as JSON: models, profiles and agreements of some regions.

Usage: bedrock_facts.py ENDPOINT REGION[,REGION...]
       bedrock_facts.py ENDPOINT REGION agree MODEL      makes an agreement for the model
"""

import json
import sys

import boto3


def client(endpoint, region):
    return boto3.client("bedrock", endpoint_url=endpoint, region_name=region)


def facts(bedrock):
    models = bedrock.list_foundation_models(byProvider="Anthropic")["modelSummaries"]
    pages = bedrock.get_paginator("list_inference_profiles").paginate(typeEquals="SYSTEM_DEFINED")
    profiles = [p["inferenceProfileId"] for page in pages for p in page["inferenceProfileSummaries"]]
    agreements = {
        m["modelId"]: bedrock.get_foundation_model_availability(modelId=m["modelId"])["agreementAvailability"]["status"]
        for m in models
    }
    return {
        "models": sorted(agreements),
        "profiles": [p for p in profiles if ".anthropic." in p],
        "agreements": agreements,
    }


def agree(bedrock, model):
    offers = bedrock.list_foundation_model_agreement_offers(modelId=model)["offers"]
    bedrock.create_foundation_model_agreement(modelId=model, offerToken=offers[0]["offerToken"])


endpoint, regions = sys.argv[1], sys.argv[2].split(",")
if len(sys.argv) > 3:
    agree(client(endpoint, regions[0]), sys.argv[4])
else:
    print(json.dumps({region: facts(client(endpoint, region)) for region in regions}))
