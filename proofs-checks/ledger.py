#!/usr/bin/env python3
"""The ledger of what is tested, certified and proved of every claim.

  ledger.py check BUILD_DIR
      audits the compiled proofs (axioms against allowed_axioms.json, forbidden words) and compares
      them with ledger.json; exit status 1 when they differ, 77 when coqc is not installed
  ledger.py write BUILD_DIR --verify FILE
      writes ledger.json and README.md from the compiled proofs and from what
      `aimcert verify --certify --json FILE` found
"""

import argparse
import concurrent.futures
import json
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
LEDGER = HERE / "ledger.json"
PAGE = HERE / "README.md"
FOLDERS = ("coq", "rounding", "code")
FORBIDDEN = re.compile(r"\b(Admitted|Axioms?|Parameters?|Conjecture|admit|give_up|Unset\s+Guard|bypass_check)\b")
UNCHECKED = 77
SHOWN = ("theorem", "file", "assumes", "axioms")


def header(text):
    """The fields `Claim`, `Source`, `Assumes`, ... of a file's first comment; a deeper line continues a field."""
    comment = re.match(r"\(\*\*(.*?)\*\)", text, re.S)
    fields, name = {}, None
    for line in (comment.group(1) if comment else "").splitlines():
        field = re.match(r"\s{1,4}([A-Z][a-z]+)\s{2,}(.*)", line)
        if field:
            name = field.group(1)
            fields[name] = field.group(2).strip()
        elif name and line.strip():
            fields[name] += " " + line.strip()
    return fields


def sources():
    return sorted(path for folder in FOLDERS for path in (HERE / folder).glob("*.v"))


def forbidden_words():
    """Words that leave something unproved; comments do not count."""
    found = []
    for path in sources():
        code = re.sub(r"\(\*.*?\*\)", "", path.read_text(), flags=re.S)
        found += [f"{path.relative_to(HERE)}: {match.group(1)}" for match in FORBIDDEN.finditer(code)]
    return found


def theorems():
    """Every `Theorem` of a file whose header states a claim, in order; the others are the library."""
    found = []
    for path in sources():
        text = path.read_text()
        if "Claim" not in header(text):
            continue
        for name in re.findall(r"^\s*Theorem\s+(\w+)", text, re.M):
            found.append({"file": path.stem, "folder": path.parent.name, "name": name, "header": header(text)})
    return found


def assumptions(build, found):
    """The axioms below each theorem, as `Print Assumptions` lists them; by two processes, since Coq takes its time."""
    half = (len(found) + 1) // 2
    with concurrent.futures.ThreadPoolExecutor() as pool:
        parts = pool.map(lambda part: printed_assumptions(build, *part), [("AuditA", found[:half]), ("AuditB", found[half:])])
        return [axioms for part in parts for axioms in part]


def printed_assumptions(build, name, found):
    lines = [line for t in found for line in (f"From Aimcert Require {t['file']}.", f"Print Assumptions Aimcert.{t['file']}.{t['name']}.")]
    return print_assumptions(build, name, lines, len(found))


def union_of_assumptions(build, found):
    """The axioms below any of these theorems: one look at all of them, where one at each takes minutes."""
    if not found:
        return []
    terms = "".join(f"(@Aimcert.{t['file']}.{t['name']}, " for t in found) + "tt" + ")" * len(found)
    lines = [*(f"From Aimcert Require {t['file']}." for t in found), f"Definition all_theorems := {terms}.", "Print Assumptions all_theorems."]
    return print_assumptions(build, "AuditAll", lines, 1)[0]


def print_assumptions(build, name, lines, answers):
    coq = build / "coq"
    (coq / f"{name}.v").write_text("\n".join(lines) + "\n")
    output = subprocess.run(["coqc", "-q", "-w", "-ambiguous-paths", "-R", ".", "Aimcert", f"{name}.v"], cwd=coq, text=True,
                            stdout=subprocess.PIPE, check=True).stdout
    for leftover in coq.glob(f"*{name}*"):
        leftover.unlink()
    blocks = re.split(r"^(?=Axioms:|Closed under the global context)", output, flags=re.M)[1:]
    if len(blocks) != answers:
        sys.exit(f"ledger: expected {answers} answers of Print Assumptions, found {len(blocks)}")
    return [sorted(re.findall(r"^([A-Za-z_][\w.']*)\s*(?::|$)", block.removeprefix("Axioms:"), re.M))
            if block.startswith("Axioms:") else [] for block in blocks]


def proof(theorem, axioms):
    return {"theorem": f"Aimcert.{theorem['file']}.{theorem['name']}", "file": f"{theorem['folder']}/{theorem['file']}.v",
            "states": theorem["header"].get("Claim", ""), "assumes": theorem["header"].get("Assumes", ""),
            "for": theorem["header"].get("For", ""), "axioms": axioms,
            "partial": theorem["name"] in re.split(r"[,\s]+", theorem["header"].get("Partial", ""))}


def gate(build, found):
    """Complaints about forbidden words and about axioms that allowed_axioms.json does not list."""
    allowed = json.loads((HERE / "allowed_axioms.json").read_text())
    complaints = [f"forbidden word in {place}" for place in forbidden_words()]
    bad = set(union_of_assumptions(build, found)) - set(allowed)
    if bad:  # which theorem it is
        for theorem, axioms in zip(found, assumptions(build, found)):
            complaints += [f"{theorem['file']}.{theorem['name']} rests on {axiom}, which allowed_axioms.json does not list"
                           for axiom in axioms if axiom in bad]
    return complaints


def is_rounding(proof):
    return proof["file"].startswith("rounding/")


def belongs_to(proof, claim):
    """Whether a proof is about this form of this claim. x.x is about the form that holds, the published one first."""
    file, name = proof["theorem"].split(".")[1:]
    if proof["for"]:
        return claim["id"] in re.split(r"[,\s]+", proof["for"]) and claim["main"]
    if file != claim["id"]:
        return False
    for form in ("published", "corrected", "derived"):
        if name == f"{file}_{form}" or name.startswith(f"{file}_{form}_"):
            return claim["form"] == form
    return claim["main"]


def kind(proof):
    """reals: holds; partial: under a hypothesis that the claim does not have; refutation: the published form is false;
    limits: something stronger is false; floats: rounding."""
    if proof["partial"]:
        return "partial"
    name = proof["theorem"].split(".")[-1]
    if "_published_fails" in name:
        return "refutation"
    if name.endswith("_fails"):
        return "limits"
    return "floats" if is_rounding(proof) else "reals"


CERTIFICATE = ("instances", "hypotheses_not_met", "hypotheses_open", "certified", "violated", "equal_to_all_digits", "undecided")


def rows(proved, verify):
    """One row a form of a claim, in the order of the registry."""
    main = {}
    for claim in verify["claims"]:
        if claim["expected"] == "not_falsified":
            main.setdefault(claim["id"], claim["form"])
    result = []
    for claim in verify["claims"]:
        key = {"id": claim["id"], "form": claim["form"], "main": main.get(claim["id"]) == claim["form"]}
        row = {"id": claim["id"], "form": claim["form"], "source": claim["source"], "verdict": claim["verdict"],
               "instances": claim["instances"], "worst_ratio": claim["worst_ratio"],
               "certificate": {name: claim["certificate"][name] for name in CERTIFICATE} if "certificate" in claim else None,
               "proofs": [{"kind": kind(p), **{k: p[k] for k in SHOWN}} for p in proved if belongs_to(p, key)]}
        result.append(row)
    return result


def mark(row, wanted):
    names = [p["theorem"].split(".")[-1] for p in row["proofs"] if p["kind"] == wanted]
    return "<br>".join(f"`{name}`" for name in names)


def tested_cell(row):
    if row["verdict"] == "falsified":
        return f"falsified in {row['instances']}"
    ratio = row["worst_ratio"]
    worst = f", worst ratio {ratio:.3g}" if isinstance(ratio, (int, float)) else ""
    return f"{row['verdict'].replace('_', ' ')} in {row['instances']}{worst}"


def certified_cell(row):
    """Instances proved to obey or to violate the claim, of those of which no hypothesis is known to fail."""
    c = row["certificate"]
    if c is None:
        return "UNCHECKED"
    text = f"{c['certified']} of {c['instances'] - c['hypotheses_not_met'] - c['hypotheses_open']}"
    return text + (f", {c['violated']} violated" if c["violated"] else "")


def escaped(text):
    return re.sub(r"([|*_<\[\]\\])", r"\\\1", text)


def page(table, others):
    axioms = sorted({axiom for row in table for p in row["proofs"] for axiom in p["axioms"]} | {a for p in others for a in p["axioms"]})
    number = {axiom: i + 1 for i, axiom in enumerate(axioms)}
    proved = sum(1 for row in table if any(p["kind"] in ("reals", "refutation") for p in row["proofs"]))
    text = [
        "# Proofs and certificates",
        "",
        "What is known of every form of every claim, and by which means. Written by `./run ledger`; `./run proofs` checks every proof",
        "below from its source and compares with this page's data, [ledger.json](ledger.json). Where Coq is not installed the proofs",
        "are UNCHECKED there, never passed. How the pieces fit together: [docs/proofs.md](../docs/proofs.md).",
        "",
        "- **tested**: random and adversarial search for a counterexample (`aimcert verify`, seed 1)",
        "- **certified**: random instances proved to obey the claim, rounding included, of those of which no",
        "  hypothesis is known to fail (`aimcert certify`, seed 1); the rest are violations of false claims, or sides that agree to 100 digits",
        "- **reals**: theorem for all instances, checked by Coq; **partial**: under a hypothesis that the claim does not have",
        "- **refuted**: theorem that the published statement is false; **limits**: theorem that a stronger statement is",
        "- **floats**: theorem on the rounded computation in binary32 and binary64",
        "",
        f"{proved} of {len(table)} forms are proved or refuted for all instances.",
        "",
        "| claim | form | tested | certified | reals | partial | refuted | limits | floats |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in table:
        text.append(f"| {escaped(row['id'])} | {row['form']} | {tested_cell(row)} | {certified_cell(row)} | {mark(row, 'reals')} | "
                    f"{mark(row, 'partial')} | "
                    f"{mark(row, 'refutation')} | {mark(row, 'limits')} | {mark(row, 'floats')} |")
    text += ["", "## Hypotheses and axioms", "",
             "Every theorem with the hypotheses that remain in it. Numbers are the axioms it rests on:", ""]
    text += [f"{number[axiom]}. `{axiom}`" for axiom in axioms]
    text += ["", "| theorem | assumes | axioms |", "|---|---|---|"]
    seen = set()
    for p in [p for row in table for p in row["proofs"]] + others:
        if p["theorem"] in seen:
            continue
        seen.add(p["theorem"])
        text.append(f"| [{escaped(p['theorem'])}]({p['file']}) | {escaped('' if p['theorem'].endswith('_fails') else p['assumes'])} | {', '.join(str(number[a]) for a in p['axioms']) or 'none'} |")
    return "\n".join(text) + "\n"


def unassigned(proved, table):
    """Theorems about no single claim: constants of activations, rounding of sums."""
    used = {p["theorem"] for row in table for p in row["proofs"]}
    return [p for p in proved if p["theorem"] not in used]


def write(build, verify_file):
    found = theorems()
    complaints = gate(build, found)
    proved = [proof(theorem, axioms) for theorem, axioms in zip(found, assumptions(build, found))]
    verify = json.loads(pathlib.Path(verify_file).read_text())
    table = rows(proved, verify)
    others = [{k: p[k] for k in SHOWN} for p in unassigned(proved, table)]
    LEDGER.write_text(json.dumps({"claims": table, "other_theorems": others}, indent=1, ensure_ascii=False) + "\n")
    PAGE.write_text(page(table, others))
    return complaints


def check(build):
    found = theorems()
    complaints = gate(build, found)
    proved = [proof(theorem, None) for theorem in found]
    stated = json.loads(LEDGER.read_text())
    listed = {p["theorem"]: p for p in [p for row in stated["claims"] for p in row["proofs"]] + stated["other_theorems"]}
    for p in proved:
        known = listed.pop(p["theorem"], None)
        if known is None:
            complaints.append(f"{p['theorem']} is proved but not in ledger.json (./run ledger writes it)")
        elif known["assumes"] != p["assumes"]:
            complaints.append(f"{p['theorem']}: hypotheses differ from ledger.json (./run ledger writes it)")
    complaints += [f"ledger.json lists {name}, which no source proves" for name in listed]
    if PAGE.read_text() != page(stated["claims"], stated["other_theorems"]):
        complaints.append("README.md is not the page of ledger.json (./run ledger writes it)")
    if not complaints:
        print(f"proofs: {len(proved)} theorems checked, axioms as allowed, ledger up to date")
    return complaints


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=("check", "write"))
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--verify")
    arguments = parser.parse_args()
    if not shutil.which("coqc"):
        print("proofs: UNCHECKED, coqc is not installed (./run proofs installs it)")
        return UNCHECKED
    if arguments.action == "write" and not arguments.verify:
        parser.error("write needs --verify FILE")
    complaints = (check(arguments.build) if arguments.action == "check"
                  else write(arguments.build, arguments.verify))
    for complaint in complaints:
        print(f"proofs: {complaint}", file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
