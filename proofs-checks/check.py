#!/usr/bin/env python3
"""Compiles the Coq proofs out of the source tree: check.py BUILD_DIR [FILE.v ...]; all files when none is named."""

import pathlib
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parent
FOLDERS = ("coq", "rounding")
sys.path.insert(0, str(SOURCE / "rounding"))
import constants  # noqa: E402


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


def compile_coq(build, targets):
    coq = build / "coq"
    constants.write(build / "generated" / "rounding" / "Constants.v")
    folders = [SOURCE / name for name in FOLDERS] + [build / "generated" / "rounding"]
    sources = sorted(path for folder in folders for path in folder.glob("*.v"))
    copy_changed(sources, coq)
    (coq / "_CoqProject").write_text("-R . Aimcert\n" + "".join(f"{source.name}\n" for source in sources))
    subprocess.run(["coq_makefile", "-f", "_CoqProject", "-o", "Makefile"], cwd=coq, check=True)
    subprocess.run(["make", "-s", "-j2", *(pathlib.Path(t).name + "o" for t in targets)], cwd=coq, check=True)


if __name__ == "__main__":
    compile_coq(pathlib.Path(sys.argv[1]), sys.argv[2:])
