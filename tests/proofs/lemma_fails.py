#!/usr/bin/env python3
"""lemma_fails.py MUTANT LIBRARY LEMMAS.v: passes when Coq refuses LEMMAS.v about the formulas that MUTANT records.

LIBRARY holds the compiled proofs. Exit status 77 without Coq.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile


FAILED_PROOF = re.compile("Tactic failure|Unable to unify|incomplete proof|Cannot find witness|Found no subterm|No matching"
                          "|ring: cannot find relation")


def coqc(folder, name):
    return subprocess.run(["coqc", "-q", "-R", ".", "Aimcert", name], cwd=folder, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)


def main(mutant, library, lemmas):
    if not shutil.which("coqc"):
        print("SKIPPED: coqc is not installed")
        return 77
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        subprocess.run([mutant, name], check=True)
        definitions = next(folder.glob("Code_*.v"))
        for compiled in library.resolve().glob("*.vo"):
            if compiled.stem not in (definitions.stem, lemmas.stem):
                os.symlink(compiled, folder / compiled.name)
        shutil.copy(lemmas, folder)
        recorded = coqc(folder, definitions.name)
        if recorded.returncode != 0:
            sys.exit(f"the formulas of the mutant are no Coq:\n{recorded.stdout}")
        proved = coqc(folder, lemmas.name)
        if proved.returncode == 0:
            sys.exit(f"{lemmas.name} is proved although the code is broken")
        print(proved.stdout)
        if not FAILED_PROOF.search(proved.stdout):
            sys.exit("it is refused, but not because a proof fails")
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])))
