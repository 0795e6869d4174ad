"""What lies in deploy/ is checked as far as that goes without running it: form, names, ports, images, commands."""

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from packaging.specifiers import SpecifierSet

from vsearch import __version__
from vsearch.cli.app import app

ROOT = Path(__file__).parent.parent.parent
DEPLOY = ROOT / "deploy"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
MANIFESTS = [path for path in sorted(DEPLOY.glob("*.yaml")) if path.name != "compose.yaml"]
OBJECTS = [one for path in MANIFESTS for one in yaml.safe_load_all(path.read_text("utf-8"))]
OURS = f"vsearch:{__version__}"


def strings(told: Any) -> Iterator[str]:
    """Every text in something that was parsed."""
    if isinstance(told, dict):
        for value in told.values():
            yield from strings(value)
    elif isinstance(told, list):
        for value in told:
            yield from strings(value)
    elif isinstance(told, str):
        yield told


def of_kind(*kinds: str) -> list[dict[str, Any]]:
    return [one for one in OBJECTS if one["kind"] in kinds]


def pods() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every template of pods, with the name of what makes them."""

    def found(told: Any) -> Iterator[dict[str, Any]]:
        if isinstance(told, dict):
            if isinstance(told.get("template"), dict) and "spec" in told["template"]:
                yield told["template"]
            for value in told.values():
                yield from found(value)
        elif isinstance(told, list):
            for value in told:
                yield from found(value)

    for one in OBJECTS:
        for template in found(one["spec"]) if "spec" in one else ():
            yield one["metadata"]["name"], template


def containers() -> list[tuple[str, dict[str, Any]]]:
    return [(name, one) for name, template in pods() for one in template["spec"]["containers"]]


def lines() -> list[Any]:
    """Every command line of vsearch: of services, of containers, and of the notes at the head of files."""
    found = [
        (f"compose {name}", one["command"])
        for name, one in COMPOSE["services"].items()
        if one["image"] == OURS and "entrypoint" not in one
    ]
    found += [
        (f"kubernetes {name}", one["args"]) for name, one in containers() if one["image"] == OURS and "args" in one
    ]
    for path in (*MANIFESTS, DEPLOY / "compose.yaml", DEPLOY / "Dockerfile"):
        told = re.findall(r"^\s*(?:#|entrypoint:)\s+vsearch (.+)$", path.read_text("utf-8"), re.MULTILINE)
        found += [(path.name, shlex.split(line, comments=True)) for line in told]
    return [pytest.param(words, id=f"{name}: {words[0]}") for name, words in found]


@pytest.mark.parametrize("words", lines())
def test_every_command_line_is_one_that_the_program_takes(words: list[str]) -> None:
    command: Any = typer.main.get_command(app)
    name, rest = "vsearch", [*words]
    while hasattr(command, "get_command"):
        name = rest.pop(0)
        command = command.get_command(None, name)
        assert command is not None, name
    command.make_context(name, rest)  # an option that is not there, or a value that cannot be, raises


@pytest.mark.parametrize("path", sorted(DEPLOY.glob("*")), ids=lambda path: path.name)
def test_what_was_not_run_says_so(path: Path) -> None:
    if path.suffix in (".yaml", "") and path.name != "Dockerfile.dockerignore":
        assert "not run where it was written" in path.read_text("utf-8").split("\n\n")[0]


def test_images_are_named_with_their_versions_and_ours_is_this_one() -> None:
    images = [one["image"] for one in COMPOSE["services"].values()] + [one["image"] for _, one in containers()]
    for image in images:
        name, _, version = image.rpartition(":")
        assert name, image
        assert version not in ("", "latest"), image
    assert {image for image in images if image.startswith("vsearch:")} == {OURS}
    assert f"--tag {OURS} ." in (DEPLOY / "Dockerfile").read_text("utf-8")


def test_no_secret_is_written_down() -> None:
    for path in DEPLOY.glob("*"):
        for line in path.read_text("utf-8").splitlines():
            if found := re.match(r"\s*[A-Z_]*(?:SECRET|PASSWORD|_KEY)[A-Z_]*\s*[:=]\s*(\S+)", line):
                assert found[1].startswith("${"), line


SERVICE = {
    "image", "command", "entrypoint", "environment", "depends_on", "volumes", "expose", "ports", "healthcheck",
    "restart", "deploy", "profiles", "shm_size",
}  # fmt: skip
CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}


def test_the_compose_file_is_what_the_specification_takes() -> None:
    pytest.importorskip("compose_spec").PyCompose.from_json(json.dumps(COMPOSE)).to_spec()


@pytest.mark.parametrize("name", COMPOSE["services"])
def test_a_service_has_known_keys_and_waits_for_what_there_is(name: str) -> None:
    service, services = COMPOSE["services"][name], COMPOSE["services"]
    assert set(service) <= SERVICE
    for other, how in service.get("depends_on", {}).items():
        assert other in services
        assert how["condition"] in CONDITIONS
        assert how["condition"] != "service_healthy" or "healthcheck" in services[other]
        assert how["condition"] != "service_completed_successfully" or services[other].get("restart", "no") == "no"
    for volume in service.get("volumes", ()):
        source, _, target = volume.rpartition(":")
        assert target.startswith("/")
        assert not source or source in COMPOSE["volumes"]
    for port in service.get("ports", ()):
        assert re.fullmatch(r"127\.0\.0\.1:\d+:\d+", port), "nothing is open to others by itself"


def test_nothing_in_the_compose_file_is_made_for_nobody() -> None:
    used = {volume.partition(":")[0] for one in COMPOSE["services"].values() for volume in one.get("volumes", ())}
    assert set(COMPOSE["volumes"]) <= used
    assert set(COMPOSE) == {"name", "services", "volumes", "x-vsearch"}


def test_a_service_is_asked_by_its_name_at_a_port_that_it_offers() -> None:
    services = COMPOSE["services"]
    asked = {
        (host, port)
        for text in strings(services)
        for host, port in re.findall(r"(?:^|//|=)([a-z][\w-]*):(\d{2,5})\b", text)
        if host not in ("localhost", "vsearch")
    }
    assert asked == {
        ("storage", "9000"),
        ("etcd", "2379"),
        ("milvus", "19530"),
        ("server", "7777"),
        ("ray-head", "6379"),
        ("ray-head", "10001"),
    }
    for host, port in asked:
        assert port in services[host]["expose"], (host, port)


def test_buckets_are_made_that_are_used() -> None:
    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    made = set(re.findall(r"here/(\w+)", text))
    assert made == set(re.findall(r"s3://(\w+)", text)) | {
        COMPOSE["services"]["milvus"]["environment"]["MINIO_BUCKET_NAME"]
    }


def test_variables_are_those_of_the_example_and_of_the_program() -> None:
    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    example = {
        line.partition("=")[0] for line in (DEPLOY / "example.env").read_text("utf-8").splitlines() if "=" in line
    }
    assert set(re.findall(r"\$\{(\w+):\?", text)) == example
    source = "".join(path.read_text("utf-8") for folder in ("core", "cli") for path in (ROOT / folder).rglob("*.py"))
    names = {*COMPOSE["x-vsearch"]["environment"], *(key for one in of_kind("ConfigMap") for key in one["data"])}
    for name in names:
        assert not name.startswith("VSEARCH_") or name in source, name


VERSIONS = {
    "ConfigMap": "v1", "Service": "v1", "Deployment": "apps/v1", "Job": "batch/v1", "CronJob": "batch/v1",
    "RayCluster": "ray.io/v1", "RayJob": "ray.io/v1",
}  # fmt: skip
CONTAINER = set(
    "name image args command ports envFrom env readinessProbe livenessProbe resources volumeMounts lifecycle".split()
)


@pytest.mark.parametrize("one", OBJECTS, ids=lambda one: f"{one['kind']} {one['metadata']['name']}")
def test_an_object_is_of_a_kind_that_there_is_and_has_a_name_of_its_own(one: dict[str, Any]) -> None:
    assert one["apiVersion"] == VERSIONS[one["kind"]]
    assert set(one) <= {"apiVersion", "kind", "metadata", "spec", "data"}
    assert re.fullmatch(r"[a-z]([-a-z0-9]{0,61}[a-z0-9])?", one["metadata"]["name"])
    assert one["metadata"]["namespace"] == "vsearch"
    assert len([other for other in of_kind(one["kind"]) if other["metadata"]["name"] == one["metadata"]["name"]]) == 1


@pytest.mark.parametrize(("name", "one"), containers(), ids=lambda one: one if isinstance(one, str) else "")
def test_a_container_has_known_keys_and_mounts_and_ports_that_there_are(name: str, one: dict[str, Any]) -> None:
    (template,) = [made for owner, made in pods() if owner == name and one in made["spec"]["containers"]]
    assert set(one) <= CONTAINER
    volumes = {volume["name"] for volume in template["spec"].get("volumes", ())}
    assert {mount["name"] for mount in one.get("volumeMounts", ())} == volumes
    ports = {port["name"] for port in one.get("ports", ())}
    for probe in ("readinessProbe", "livenessProbe"):
        asked = one.get(probe, {})
        assert (
            not asked or asked["exec"]["command"] if "exec" in asked else not asked or asked["httpGet"]["port"] in ports
        )
    maps = {made["metadata"]["name"] for made in of_kind("ConfigMap")}
    for source in one.get("envFrom", ()):
        assert source.get("configMapRef", {}).get("name") in maps or source["secretRef"]["name"] in ("storage", "ray")


def test_jobs_say_what_becomes_of_pods_that_end() -> None:
    for one in of_kind("Job", "CronJob"):
        spec = one["spec"] if one["kind"] == "Job" else one["spec"]["jobTemplate"]["spec"]
        assert spec["template"]["spec"]["restartPolicy"] in ("Never", "OnFailure")
        assert set(spec) <= {"parallelism", "completions", "backoffLimit", "template", "ttlSecondsAfterFinished"}


def test_the_ray_is_the_one_that_is_installed_and_is_asked_at_its_head() -> None:
    (ray,) = of_kind("RayCluster")
    spec, name = ray["spec"], ray["metadata"]["name"]
    assert f"ray=={spec['rayVersion']}" in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    head = spec["headGroupSpec"]["template"]["spec"]["containers"][0]
    asked = next(text for text in strings(OBJECTS) if text.startswith("ray://"))
    host, port = asked.removeprefix("ray://").split(":")
    assert host == f"{name}-head-svc"  # what the operator calls the service of a head
    assert int(port) in [one["containerPort"] for one in head["ports"]]
    for group in spec["workerGroupSpecs"]:
        assert group["minReplicas"] <= group["replicas"] <= group["maxReplicas"]
    tokens = [one["env"] for _, one in containers() if {"secretRef": {"name": "ray"}} in one.get("envFrom", ())]
    assert tokens == [[{"name": "RAY_AUTH_MODE", "value": "token"}]] * 3


def test_services_and_deployments_choose_pods_that_there_are() -> None:
    deployments = {one["metadata"]["name"]: one["spec"] for one in of_kind("Deployment")}
    for spec in deployments.values():
        assert spec["selector"]["matchLabels"] == spec["template"]["metadata"]["labels"]
    for service in of_kind("Service"):
        (template,) = [
            one["template"]
            for one in deployments.values()
            if one["selector"]["matchLabels"] == service["spec"]["selector"]
        ]
        ports = {port["name"] for one in template["spec"]["containers"] for port in one.get("ports", ())}
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= ports


def test_a_probe_asks_by_a_name_that_the_server_answers_to_and_a_place_that_there_is() -> None:
    (server,) = of_kind("Deployment")
    (one,) = server["spec"]["template"]["spec"]["containers"]
    name = one["args"][one["args"].index("--name") + 1]
    for probe in ("readinessProbe", "livenessProbe"):
        assert one[probe]["httpGet"]["httpHeaders"] == [{"name": "Host", "value": name}]
        assert f'"{one[probe]["httpGet"]["path"]}"' in (ROOT / "web/api/server/health.py").read_text("utf-8")
    assert str(one["ports"][0]["containerPort"]) == one["args"][one["args"].index("--port") + 1]


STEPS = [
    line.split(maxsplit=1)
    for line in re.findall(r"^([A-Z]+ .*)$", (DEPLOY / "Dockerfile").read_text("utf-8"), re.MULTILINE)
]


def test_the_image_is_made_in_two_stages_of_what_there_is() -> None:
    bases = [rest.split()[0] for step, rest in STEPS if step == "FROM"]
    assert len(bases) == 2
    version = re.search(r"python:(\d+\.\d+)", bases[0])
    assert version
    assert bases[0] == bases[1]
    assert version[1] in SpecifierSet(PROJECT["project"]["requires-python"])
    copied = {source for step, rest in STEPS if step == "COPY" and "--from" not in rest for source in rest.split()[:-1]}
    assert all((ROOT / source).exists() for source in copied)
    folders = {folder.partition("/")[0] for folder in PROJECT["tool"]["setuptools"]["package-dir"].values()}
    assert folders <= copied
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").split()
    assert copied == {line[1:] for line in ignored if line.startswith("!")}


def test_the_image_has_extras_that_there_are_and_is_not_run_as_root() -> None:
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    for extras in re.findall(r"EXTRAS=([\w,]+)", text):
        assert set(extras.split(",")) <= set(PROJECT["project"]["optional-dependencies"])
        assert {"cloud", "cluster", "web"} <= set(extras.split(","))
    last = STEPS[max(n for n, (step, _) in enumerate(STEPS) if step == "FROM") :]
    assert ["USER", "10001"] in last
    assert ["ENTRYPOINT", '["vsearch"]'] in last
    assert ("EXPOSE", "7777") in {tuple(step) for step in last}
