"""Whole scans as whole processes, in turn: `bedcheck list` and the same calls by boto3 with 32 threads.

Usage: python benches/whole.py BEDCHECK [BEDCHECK ...] [--runs N] [--delay MS] [--faults FILE], with a Python that has boto3.
The other end is `bedcheck simulate` in a process of its own, which is never counted. Prints the median and the least of wall
time and CPU time, the peak memory, when the map and the last cell were there, and how many calls were made for the fewest.
boto3 is given a second pass with all its clients made and warm: that one is compared.
"""

import argparse
import datetime
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor

HERE = pathlib.Path(__file__).resolve().parent
KEYS = {"AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "example", "AWS_REGION": "us-west-2"}


def simulate(bedcheck, folder, faults):
    account = (HERE.parent / "assets/scenarios/healthy.toml").read_text().split("[[fault]]")[0]
    scenario, log = folder / "scenario.toml", folder / "log"
    scenario.write_text(account + faults)
    words = [bedcheck, "simulate", "--scenario", str(scenario), "--log", str(log)]
    server = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    return server, server.stdout.readline().split()[-1], log


def peak(pid, most):
    """The most memory the process had, looked at while it runs."""
    try:
        while True:
            for line in open(f"/proc/{pid}/status"):
                if line.startswith("VmHWM"):
                    most[0] = int(line.split()[1]) / 1024
            time.sleep(0.01)
    except OSError:
        return


def run(words, env):
    begun, most = time.time(), [0]
    process = subprocess.Popen(words, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    watcher = threading.Thread(target=peak, args=(process.pid, most))
    watcher.start()
    said = process.stdout.read()
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    wall = time.time() - begun
    watcher.join()
    return begun, {"wall s": wall, "cpu ms": (usage.ru_utime + usage.ru_stime) * 1000, "peak MiB": most[0]}, said


def calls(log, skip, begun, delay):
    """What the other end saw: with a fixed delay an answer is there that much after its question came."""
    requests = [json.loads(line) for line in log.read_text().splitlines()[skip:]]

    def after(request):
        whole, _, part = request["time"].rstrip("Z").partition(".")
        return datetime.datetime.fromisoformat(whole + "+00:00").timestamp() + float(f"0.{part or 0}") - begun + delay

    last = lambda *names: max((after(r) for r in requests if r["operation"] in names), default=0)
    least = {(r["operation"], r["region"], r["model"]) for r in requests}
    return {
        "map s": last("ListFoundationModels", "ListInferenceProfiles"),
        "cells s": last("GetFoundationModelAvailability"),
        "calls": len(requests),
        "of": len(least),
    }


def told(what, figures):
    shown = []
    for name in figures[0]:
        values = [figure[name] for figure in figures]
        shown.append(f"{name} {statistics.median(values):.4g} ({min(values):.4g})")
    print(f"{what:<24} " + " · ".join(shown), flush=True)


def peer(url):
    """Everything that `list` asks, twice; the second pass is warm."""
    import boto3
    from botocore.config import Config

    config = Config(max_pool_connections=32, retries={"mode": "standard"})
    session = boto3.Session(aws_access_key_id="AKIAEXAMPLE", aws_secret_access_key="example")
    client = lambda service, region: session.client(service, region_name=region, endpoint_url=url, config=config)
    pool, made = ThreadPoolExecutor(32), {}

    def once():
        begun, cpu = time.time(), time.process_time()
        for service in ("sts", "account"):
            if service not in made:
                made[service] = client(service, "us-west-2")
        pool.submit(made["sts"].get_caller_identity)
        regions = [
            entry["RegionName"]
            for page in made["account"].get_paginator("list_regions").paginate()
            for entry in page["Regions"]
            if entry["RegionOptStatus"] != "DISABLED"
        ]
        for region in regions:
            if region not in made:
                made[region] = client("bedrock", region)
        models = {r: pool.submit(made[r].list_foundation_models, byProvider="Anthropic") for r in regions}
        profiles = {r: pool.submit(made[r].list_inference_profiles, typeEquals="SYSTEM_DEFINED", maxResults=1000) for r in regions}
        asked = []
        for region in regions:
            ids = {entry["modelId"] for entry in models[region].result()["modelSummaries"]}
            for profile in profiles[region].result()["inferenceProfileSummaries"]:
                ids.add(profile["models"][0]["modelArn"].rsplit("/", 1)[-1])
            ask = made[region].get_foundation_model_availability
            # Variants for provisioned throughput only are none of the models that anybody calls.
            called = [id for id in ids if id.startswith("anthropic.") and id.count(":") < 2]
            asked += [pool.submit(ask, modelId=id) for id in called]
        for answer in asked:
            answer.result()
        return {"wall s": time.time() - begun, "cpu ms": (time.process_time() - cpu) * 1000}

    print(json.dumps({"cold": once(), "warm": once()}))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("bedcheck", nargs="+")
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--delay", type=int, default=80)
    arguments.add_argument("--faults", type=pathlib.Path)
    arguments.add_argument("--no-peer", action="store_true")
    arguments.add_argument("--profiles", type=int, default=0, help="as so many profiles, and no peer")
    arguments.add_argument("--output", default="json")
    options = arguments.parse_args()
    faults = options.faults.read_text() if options.faults else f"[[fault]]\nlatency = {{ fixed_ms = {options.delay} }}\n"
    with tempfile.TemporaryDirectory() as folder:
        server, url, log = simulate(options.bedcheck[0], pathlib.Path(folder), faults)
        env = {"HOME": folder, "PATH": os.environ["PATH"], **KEYS}
        more = ["--output", options.output, "--endpoint-url", url]
        if options.profiles:
            options.no_peer = True
            names = [f"p{at}" for at in range(options.profiles)]
            keys = "region = us-west-2\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = example\n"
            config = pathlib.Path(folder) / "config"
            config.write_text("".join(f"[profile {name}]\n{keys}" for name in names))
            env |= {"AWS_CONFIG_FILE": str(config)}
            more += [word for name in names for word in ("--profile", name)]
        ours, warm, cold = {one: [] for one in options.bedcheck}, [], []
        try:
            for _ in range(options.runs):
                for one in options.bedcheck:
                    skip = len(log.read_text().splitlines())
                    begun, figures, _ = run([one, "list", *more], env)
                    ours[one].append(figures | calls(log, skip, begun, options.delay / 1000))
                if not options.no_peer:
                    _, whole, said = run([sys.executable, __file__, "--peer", url], env)
                    cold.append(whole)
                    warm.append(json.loads(said)["warm"] | {"peak MiB": whole["peak MiB"]})
        finally:
            server.terminate()
            server.wait()
        print(f"load {os.getloadavg()[0]:.1f}, {options.runs} runs, median (least)")
        for one in options.bedcheck:
            told(one, ours[one])
        if warm:
            told("boto3, warm", warm)
            least = ours[options.bedcheck[-1]]
            ratio = lambda name: statistics.median(w[name] / o[name] for w, o in zip(warm, least))
            print(f"boto3 / {options.bedcheck[-1]}: wall {ratio('wall s'):.2f}, cpu {ratio('cpu ms'):.2f}")


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "--peer":
        peer(sys.argv[2])
    else:
        main()
