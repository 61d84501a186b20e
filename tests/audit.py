"""`python -m tests.audit`: ask the world's databases whether a pinned package has a known weakness.

pip-audit says "No known vulnerabilities found" and exits with 0 where it could ask about nothing, without the internet
for one. Here that is a failure: a package counts as audited only if the database knew it.
"""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FILES = ("requirements.txt", "requirements-dev.txt")
SHOWN = 5
PATIENCE_S = 600
COMMAND = (
    *(sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off"),
    *("--require-hashes", "--disable-pip"),  # what is audited is what is pinned; nothing is resolved anew
)


def report(file: str) -> dict[str, Any]:
    """What pip-audit says about one file. Raises `SystemExit` with its own words where it says nothing."""
    command = [*COMMAND, "--requirement", file]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    try:
        return dict(json.loads(done.stdout))
    except ValueError:
        raise SystemExit(f"{file}: pip-audit failed, so nothing was audited.\n{done.stderr}") from None


def pinned(file: str) -> set[str]:
    """The names of the packages in a file of pins."""
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    return {line.partition("==")[0] for line in lines if "==" in line and not line.startswith((" ", "#"))}


def complaints(names: Iterable[str], found: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each known weakness, and one for all packages that were not audited."""
    packages = {package["name"]: package for package in found.get("dependencies", [])}
    for name, package in packages.items():
        for weakness in package.get("vulns", []):
            better = ", ".join(weakness["fix_versions"]) or "no version yet"
            yield f"{name} {package['version']} has {weakness['id']}, mended in {better}."
    missing = sorted(name for name in names if "vulns" not in packages.get(name, {}))
    if missing:
        more = f" and {len(missing) - SHOWN} more" if len(missing) > SHOWN else ""
        yield (
            f"NOT AUDITED: {len(missing)} packages, {', '.join(missing[:SHOWN])}{more}. The database did not answer "
            "for them (it needs the internet), so that nothing is known about their weaknesses."
        )


def main() -> int:
    """Audit all files; 1 if there is anything to complain about."""
    status = 0
    for file in FILES:
        names = pinned(file)
        found = list(complaints(names, report(file)))
        print(*(f"{file}: {each}" for each in found or [f"all {len(names)} packages audited."]), sep="\n")  # noqa: T201
        status |= bool(found)
    return status


if __name__ == "__main__":
    sys.exit(main())
