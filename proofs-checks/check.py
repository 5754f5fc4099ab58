#!/usr/bin/env python3
"""Checks the proofs out of the source tree.

  check.py BUILD_DIR [--emit PROGRAM]             all of them: Coq, Gappa and SMT
  check.py BUILD_DIR [--emit PROGRAM] --no-coq    rounding bounds with Gappa and algebra with SMT alone
  check.py BUILD_DIR [--emit PROGRAM] FILE.v ...  these Coq files and what they need

PROGRAM (aimcert_emit, by default ../proofs-checks/aimcert_emit beside BUILD_DIR) writes the formulas that the core computes into
BUILD_DIR/generated. Exit status 1 when something is refuted or undecided, 77 when nothing is but a tool is missing.
"""

import argparse
import concurrent.futures
import pathlib
import re
import shutil
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parent
FOLDERS = ("coq", "rounding")
ABOUT_CODE = "code"  # its files speak of the generated ones
UNCHECKED = 77
SMT_SECONDS = 20


def copy_changed(sources, folder):
    """Copies what differs, so that make rebuilds only that; removes what no longer has a source."""
    folder.mkdir(parents=True, exist_ok=True)
    names = {source.name for source in sources}
    for old in folder.glob("*.v"):
        if old.name not in names:
            old.unlink()
    for source in sources:
        target = folder / source.name
        if not target.exists() or target.read_bytes() != source.read_bytes():
            target.write_bytes(source.read_bytes())


def write_constants(folder):
    """The factors of the rounding bounds, which the tests of the core use too."""
    subprocess.run([sys.executable, SOURCE / "rounding/constants.py", folder / "Constants.v"], check=True)


def emit(program, folder):
    if not program.exists():
        return False
    subprocess.run([program.resolve(), folder], check=True)
    return True


def coq_sources(build, emitted):
    folders = [*(SOURCE / name for name in FOLDERS), build / "generated"]
    if emitted:
        folders.append(SOURCE / ABOUT_CODE)
    return sorted(path for folder in folders for path in folder.glob("*.v"))


def unproved_formulas(build):
    """Recorded formulas that no lemma names."""
    lemmas = "".join(path.read_text() for path in (SOURCE / ABOUT_CODE).glob("*.v"))
    named = set(re.findall(r"\bcode_\w+", lemmas))
    recorded = [name for path in sorted((build / "generated").glob("Code_*.v"))
                for name in re.findall(r"^Definition (code_\w+)", path.read_text(), re.M)]
    missing = [name for name in recorded if name not in named]
    for name in missing:
        print(f"formulas of the code: no lemma in {ABOUT_CODE}/ speaks of {name}", file=sys.stderr)
    print(f"formulas of the code: {len(recorded) - len(missing)} of {len(recorded)} in a lemma")
    return 1 if missing else 0


def compile_coq(build, sources, targets):
    """0, 1 or UNCHECKED."""
    if not shutil.which("coqc"):
        print("proofs: UNCHECKED, coqc is not installed")
        return UNCHECKED
    coq = build / "coq"
    copy_changed(sources, coq)
    (coq / "_CoqProject").write_text("-R . Aimcert\n" + "".join(f"{source.name}\n" for source in sources))
    subprocess.run(["coq_makefile", "-f", "_CoqProject", "-o", "Makefile"], cwd=coq, check=True)
    targets = [pathlib.Path(target).name + "o" for target in targets]
    return 1 if subprocess.run(["make", "-s", "-j2", *targets], cwd=coq).returncode else 0


def check_gappa(path):
    """What is wrong with a rounding bound; None when Gappa proves it."""
    run = subprocess.run(["gappa", path], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
    return None if run.returncode == 0 else f"Gappa does not prove it:\n{run.stdout}"


def check_smt(path):
    """What is wrong with an answer; None when it is the one that the script states."""
    stated = re.search(r"\(set-info :status (\w+)\)", path.read_text()).group(1)
    run = subprocess.run(["z3", f"-T:{SMT_SECONDS}", path], text=True, stdout=subprocess.PIPE)
    answer = run.stdout.split()[0] if run.stdout.split() else "nothing"
    if answer == stated:
        return None
    return f"UNCHECKED, {answer} after {SMT_SECONDS} s" if answer in ("unknown", "timeout") else f"expected {stated}, found {answer}"


def check_all(what, tool, check, paths):
    """0, 1 or UNCHECKED."""
    if not shutil.which(tool):
        print(f"{what}: UNCHECKED, {tool} is not installed")
        return UNCHECKED
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        found = [(path, problem) for path, problem in zip(paths, pool.map(check, paths)) if problem]
    for path, problem in found:
        print(f"{what}: {path.name}: {problem}", file=sys.stderr)
    print(f"{what}: {len(paths) - len(found)} of {len(paths)} checked")
    return 1 if found or not paths else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("files", nargs="*")
    parser.add_argument("--emit", type=pathlib.Path)
    parser.add_argument("--no-coq", action="store_true")
    arguments = parser.parse_intermixed_args()
    build, generated = arguments.build, arguments.build / "generated"
    shutil.rmtree(generated, ignore_errors=True)
    write_constants(generated)
    emitted = emit(arguments.emit or build.parent / "proofs-checks/aimcert_emit", generated)
    if not emitted:
        print("formulas of the code: UNCHECKED, aimcert_emit is not built")
    status = set()
    if not arguments.no_coq:
        status.add(compile_coq(build, coq_sources(build, emitted), arguments.files))
    if not arguments.files and not emitted:
        status.add(UNCHECKED)
    if not arguments.files and emitted and not arguments.no_coq:
        status.add(unproved_formulas(build))
    if not arguments.files and emitted and 1 not in status:
        status.add(check_all("rounding bounds", "gappa", check_gappa,
                             sorted([*generated.glob("gappa/*.g"), *SOURCE.glob("rounding/*.g")])))
        status.add(check_all("algebra", "z3", check_smt, sorted(generated.glob("smt/*.smt2"))))
    return 1 if 1 in status else max(status)


if __name__ == "__main__":
    sys.exit(main())
