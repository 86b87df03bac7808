"""Lines and branches that the tests reached, by package, from the file of `coverage json`; ends with 1 where too few."""

import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

LEAST_LINES = 97.0  # per cent of all lines
LEAST_BRANCHES = 93.0  # and of all branches
WHOLE = (  # every branch of these, packages with all their modules
    "assessments.access",
    "assessments.domain.ratings",
    "assessments.domain.workflow",
    "assessments.scorecard",
    "assessments.scoring",
)


@dataclass
class Reached:
    """How much of a module or a package ran."""

    lines: int = 0
    lines_run: int = 0
    branches: int = 0
    branches_run: int = 0

    def __iadd__(self, other: "Reached") -> "Reached":
        """Count another one in."""
        self.lines += other.lines
        self.lines_run += other.lines_run
        self.branches += other.branches
        self.branches_run += other.branches_run
        return self

    @property
    def shares(self) -> tuple[float, float]:
        """Of lines and of branches, in per cent; 100 where there are none."""
        return _share(self.lines_run, self.lines), _share(self.branches_run, self.branches)


def _share(run: int, of: int) -> float:
    return 100 * run / of if of else 100.0


def package(module: str) -> str:
    """The room that a module counts for: the folder under its app, the module itself where it stands loose."""
    return ".".join(module.split(".")[:2])


def within(module: str, name: str) -> bool:
    """Whether `name` is the module itself or a package that holds it."""
    return module == name or module.startswith(f"{name}.")


def faults(modules: dict[str, Reached], whole: Reached) -> list[str]:
    """What the tests owe, in words; a name that holds no module is a fault too, so that none outlives a renaming."""
    found = []
    lines, branches = whole.shares
    if lines < LEAST_LINES:
        found.append(f"{lines:.2f} % of the lines ran, and {LEAST_LINES} % must")
    if branches < LEAST_BRANCHES:
        found.append(f"{branches:.2f} % of the branches ran, and {LEAST_BRANCHES} % must")
    for name in WHOLE:
        held = {module: reached for module, reached in modules.items() if within(module, name)}
        if not held:
            found.append(f"{name}: no such module; correct scripts/coverage-report.py")
        for module, reached in held.items():
            left = reached.branches - reached.branches_run
            if left:
                found.append(f"{module}: {left} of {reached.branches} branches never ran, and all must")
    return found


def read(path: Path) -> dict[str, Reached]:
    """By the dotted name of each module."""
    modules = {}
    for name, file in json.loads(path.read_text(encoding="utf-8"))["files"].items():
        ran = file["summary"]
        modules[name.removesuffix(".py").replace("/", ".").removesuffix(".__init__")] = Reached(
            ran["num_statements"], ran["covered_lines"], ran["num_branches"], ran["covered_branches"]
        )
    return modules


def main(path: str) -> int:
    """Print the table, then what is owed."""
    modules = read(Path(path))
    packages: dict[str, Reached] = defaultdict(Reached)
    whole = Reached()
    for module, reached in modules.items():
        packages[package(module)] += reached
        whole += reached
    for name, reached in [*sorted(packages.items()), ("all", whole)]:
        lines, branches = reached.shares
        sums = f"{reached.lines_run}/{reached.lines} lines, {reached.branches_run}/{reached.branches} branches"
        sys.stdout.write(f"{name:<36} lines {lines:6.2f} %   branches {branches:6.2f} %   {sums}\n")
    owed = faults(modules, whole)
    sys.stdout.writelines(f"TOO LITTLE: {fault}\n" for fault in owed)
    return 1 if owed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
