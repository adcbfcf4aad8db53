"""The files of docs/deploy: each is run by its own tool where the machine has it, or checked by a linter."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bot.process.configuration import READERS
from tests.support.require import require
from tests.support.shared import ROOT

DEPLOY = ROOT / "docs/deploy"
SCRIPTS = Path(sys.executable).parent


def tool(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, timeout=60)


def text(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["Containerfile", "Containerfile.pgbouncer"])
def test_hadolint_finds_nothing_in_the_container_files(name: str) -> None:
    if not (SCRIPTS / "hadolint").exists():
        pytest.skip("hadolint has no package for this machine")

    told = tool(SCRIPTS / "hadolint", DEPLOY / name)

    assert (told.returncode, told.stdout) == (0, "")


def test_everything_the_container_copies_stands_in_the_checkout() -> None:
    sources = re.findall(r"^COPY (?!--from)(.+) \S+$", text("Containerfile"), re.MULTILINE)

    assert [name for line in sources for name in line.split() if not (ROOT / name).exists()] == []


def test_compose_follows_its_specification() -> None:
    told = tool(
        sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", DEPLOY / "compose.yml"
    )

    assert told.returncode == 0, told.stdout


def test_compose_starts_two_bots_after_the_migration_and_mounts_files_that_exist() -> None:
    services = yaml.safe_load(text("compose.yml"))["services"]
    bots = {name: one for name, one in services.items() if name.startswith("bot-")}
    mounted = {volume.split(":")[0] for one in services.values() for volume in one.get("volumes", ())}
    files = {name for name in mounted if name.startswith("./")} - {"./office.yml"}

    assert len(bots) == 2
    for one in bots.values():
        assert one["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
        assert all(port.startswith("127.0.0.1:") for port in one["ports"])
    assert {name for name in files if not (DEPLOY / name).exists()} == set()


def test_every_setting_in_the_files_exists() -> None:
    files = [path for path in DEPLOY.iterdir() if path.is_file()]
    named = {(path.name, name) for path in files for name in re.findall(r"PITBOSS_[A-Z_]+", path.read_text("utf-8"))}

    assert named
    assert {(file, name) for file, name in named if name not in READERS} == set()


def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "pitboss.service"
    unit.write_text(text("pitboss.service").replace("/opt/pitboss/bin/pitboss run", "/bin/true"))

    told = tool(require("systemd-analyze"), "verify", unit)

    assert (told.returncode, told.stderr) == (0, "")


def test_nginx_accepts_the_reverse_proxy(tmp_path: Path) -> None:
    certificate = tmp_path / "desk.example.pem"
    made = tool(
        require("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
        "-days", "1", "-subj", "/CN=desk.example", "-keyout", tmp_path / "key.pem", "-out", certificate,
    )  # fmt: skip
    site = text("nginx.conf").replace("/etc/ssl/desk.example.pem", str(certificate))
    site = site.replace("/etc/ssl/private/desk.example.key", str(tmp_path / "key.pem"))
    site = site.replace("/etc/nginx/snippets/pitboss-proxy.conf", str(DEPLOY / "pitboss-proxy.conf"))
    temporary = "".join(f"{name}_temp_path {tmp_path / name};" for name in ("client_body", "proxy"))
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {temporary} {site} }}"
    )

    told = tool(require("nginx"), "-t", "-q", "-e", "stderr", "-p", tmp_path, "-c", tmp_path / "nginx.conf")

    assert made.returncode == 0, made.stderr
    assert told.returncode == 0, told.stderr


def test_the_shell_script_is_valid() -> None:
    told = tool("sh", "-n", DEPLOY / "roles.sh")

    assert (told.returncode, told.stderr) == (0, "")
