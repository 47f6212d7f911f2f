"""Stands in for the `aws` command: the real AWS CLI parses the arguments, and nothing is sent.

Every operation that would have been called is written to the file PARSED names, as one line of JSON. An argument the
CLI or the shapes of botocore do not take ends it with the CLI's own error.
"""

import json
import os
import sys

from awscli.clidriver import create_clidriver

ANSWERS = {"ListFoundationModelAgreementOffers": {"offers": [{"offerToken": "a-token"}]}}


def answer(model, params, **_):
    with open(os.environ["PARSED"], "a", encoding="utf-8") as parsed:
        called = {"service": model.service_model.service_name, "operation": model.name, "url": params["url_path"]}
        parsed.write(json.dumps(called) + "\n")
    response = type("Response", (), {"status_code": 200, "headers": {}})()
    return response, {"ResponseMetadata": {"HTTPStatusCode": 200}} | ANSWERS.get(model.name, {})


driver = create_clidriver()
driver.session.register("before-call", answer)
sys.exit(driver.main(sys.argv[1:]))
