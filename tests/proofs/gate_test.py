#!/usr/bin/env python3
"""The gate of the ledger complains about what leaves something unproved. Exit status 77 without Coq."""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "proofs-checks"))
import ledger  # noqa: E402

HEADER = "(** Claim    one is one\n    Source   nowhere\n    Assumes  nothing,\n             really *)\n"


class Gate(unittest.TestCase):
    def complaints(self, text, allowed=()):
        """About a tree whose only proof is `text` and in which these axioms are allowed."""
        with tempfile.TemporaryDirectory() as name:
            tree = pathlib.Path(name)
            for folder in ("coq", "build/coq"):
                (tree / folder).mkdir(parents=True)
            (tree / "allowed_axioms.json").write_text(json.dumps(allowed))
            for place in ("coq", "build/coq"):
                (tree / place / "good.v").write_text(HEADER + text)
            subprocess.run(["coqc", "-q", "-R", ".", "Aimcert", "good.v"], cwd=tree / "build/coq", check=True, stdout=subprocess.DEVNULL)
            ledger.HERE = tree
            return ledger.gate(tree / "build", ledger.theorems())

    def test_accepts_a_proof(self):
        self.assertEqual(self.complaints("Theorem good : 1 = 1. Proof. reflexivity. Qed.\n"), [])

    def test_refuses_what_is_admitted(self):
        found = self.complaints("Theorem good : 1 = 2. Admitted.\n")
        self.assertIn("forbidden word in coq/good.v: Admitted", found)
        self.assertTrue(any("good.good rests on" in complaint for complaint in found), found)

    def test_refuses_an_assumption_by_any_name(self):
        found = self.complaints("Variable assumed : 1 = 2.\nTheorem good : 1 = 2. Proof. exact assumed. Qed.\n")
        self.assertEqual(found, ["good.good rests on good.assumed, which allowed_axioms.json does not list"])

    def test_words_in_comments_do_not_count(self):
        self.assertEqual(self.complaints("(* No Axiom. *) Theorem good : 1 = 1. Proof. reflexivity. Qed.\n"), [])

    def test_accepts_an_axiom_that_is_listed(self):
        self.assertEqual(self.complaints("Variable assumed : 1 = 2.\nTheorem good : 1 = 2. Proof. exact assumed. Qed.\n",
                                         ["good.assumed"]), [])

    def test_reads_the_header(self):
        self.assertEqual(ledger.header(HEADER), {"Claim": "one is one", "Source": "nowhere", "Assumes": "nothing, really"})


if __name__ == "__main__":
    if not shutil.which("coqc"):
        print("SKIPPED: coqc is not installed")
        sys.exit(77)
    unittest.main()
