#!/usr/bin/env python3
"""Every constant of the rounding theorems is needed: with half of it a proof fails.

constants_test.py COQ_DIR, the folder of the compiled proofs. Exit status 77 without Coq.
"""

import concurrent.futures
import copy
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROUNDING = pathlib.Path(__file__).resolve().parents[2] / "proofs-checks/rounding"
sys.path.insert(0, str(ROUNDING))
import constants  # noqa: E402

LIBRARY = ("Sums", "Norms", "Device", "bounded_weights", "FloatModel", "Near", "Orders")
SKIPPED = 77


def files_about(group, name):
    """The file whose proof must fail, after the files that it builds on."""
    if group == "floats_beyond":
        return ["floats_beyond_range"]
    if name == "fused_and_plain":
        return ["update_error", "fused_error", "orders_agree"]
    return ["update_error", "fused_error"] if "entry" in name else ["update_error"]


def halves(whole):
    """(what is halved, its files, the constants with the half of it)."""
    for group, members in whole.items():
        for name, value in members.items():
            for place in range(len(value)) if isinstance(value, list) else [None]:
                half = copy.deepcopy(whole)
                if place is None:
                    half[group][name] = value // 2
                else:
                    half[group][name][place] = value[place] // 2
                if half != whole:
                    yield f"{name} {'' if place is None else place}".strip(), files_about(group, name), half


def proved(compiled, files, values):
    """Whether the files are proved with these constants."""
    with tempfile.TemporaryDirectory() as folder:
        tree = pathlib.Path(folder)
        for name in LIBRARY:
            shutil.copy(compiled / f"{name}.vo", tree)
        (tree / "Constants.v").write_text(constants.coq(values))
        for name in files:
            shutil.copy(ROUNDING / f"{name}.v", tree)

        def compiles(name):
            command = ["coqc", "-q", "-R", ".", "Aimcert", f"{name}.v"]
            return subprocess.run(command, cwd=tree, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0

        return compiles("Constants") and all(compiles(name) for name in files)


def main():
    if not shutil.which("coqc"):
        print("constants: UNCHECKED, coqc is not installed")
        return SKIPPED
    compiled, whole = pathlib.Path(sys.argv[1]), json.loads((ROUNDING / "constants.json").read_text())
    # What fails below fails for its constant.
    for files in (["floats_beyond_range"], ["update_error", "fused_error", "orders_agree"]):
        if not proved(compiled, files, whole):
            sys.exit(f"{files[-1]} is not proved with the constants as they are")
    cases = list(halves(whole))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda case: proved(compiled, case[1], case[2]), cases))
    survivors = [case[0] for case, result in zip(cases, results) if result]
    for name in survivors:
        print(f"constants: half of {name} is proved as well", file=sys.stderr)
    print(f"constants: {len(cases) - len(survivors)} of {len(cases)} are needed")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
