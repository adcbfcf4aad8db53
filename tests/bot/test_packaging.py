"""The wheel: what it brings works in an environment of its own, and not beside another project's `core` or `bot`."""

import os
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest

from tests.support.shared import ROOT

UV = [sys.executable, "-m", "uv", "--offline", "--quiet"]


def run(*command: str | Path, folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    known = {"PATH": os.environ["PATH"], "HOME": str(folder), "NO_COLOR": "1", "COLUMNS": "200"}
    words = [str(word) for word in command]
    return subprocess.run(
        words, cwd=folder, env=known | environ, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `pitboss` command of a new environment that holds the wheel; its dependencies are those of this one."""
    folder = tmp_path_factory.mktemp("wheel")
    built = run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, folder=ROOT)
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("*.whl")
    assert run(*UV, "venv", "--python", sys.executable, folder / "env", folder=folder).returncode == 0
    python = folder / "env/bin/python"
    done = run(*UV, "pip", "install", "--python", python, "--no-deps", "--no-index", wheel, folder=folder)
    assert done.returncode == 0, done.stderr
    (site,) = (folder / "env/lib").glob("python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "env/bin/pitboss"


def test_the_command_of_the_wheel_tells_its_version_and_brings_its_files(installed: Path, tmp_path: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    version = run(installed, "--version", folder=tmp_path)
    manifest = run(installed, "manifest", folder=tmp_path)
    migrated = run(installed, "migrate", folder=tmp_path)

    assert version.stdout == f"pitboss {project['version']}\n"
    assert manifest.stdout == (ROOT / "manifest.yml").read_text(encoding="utf-8")
    assert migrated.returncode == 0, migrated.stderr
    assert (tmp_path / "pitboss.sqlite3").exists()


def test_what_only_a_checkout_can_do_is_refused_in_the_wheel(installed: Path, tmp_path: Path) -> None:
    written = run(installed, "manifest", "--write", folder=tmp_path)

    assert written.returncode == 1
    assert "only in a checkout" in written.stderr
    assert "Traceback" not in written.stderr


@pytest.mark.parametrize("package", [["core/__init__.py"], ["sandbox/__init__.py"], ["core/__init__.py", "bot/x.py"]])
def test_pitboss_does_not_start_beside_another_projects_packages(
    installed: Path, tmp_path: Path, package: list[str]
) -> None:
    for name in package:
        (tmp_path / "other" / name).parent.mkdir(parents=True)
        (tmp_path / "other" / name).touch()
    (tmp_path / "other").mkdir(exist_ok=True)

    told = run(installed, "run", folder=tmp_path, PYTHONPATH=str(tmp_path / "other"))

    assert told.returncode == 1
    assert f"instead of its own in {installed.parents[1]}" in told.stderr
    assert f"`{package[0].split('/')[0]}` from {tmp_path / 'other'}" in told.stderr
    assert "Traceback" not in told.stderr


def test_completion_is_offered_for_the_shells_people_use(installed: Path, tmp_path: Path) -> None:
    told = run(
        installed, "", folder=tmp_path, _PITBOSS_COMPLETE="complete_bash", COMP_WORDS="pitboss dig", COMP_CWORD="1"
    )

    assert told.stdout.split() == ["digest"]
