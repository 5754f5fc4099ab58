#!/usr/bin/env python3
"""Writes the constants of constants.json as Coq definitions, constants.py FILE.v; what they bound the theorems say."""

import json
import pathlib
import sys


def coq(constants):
    lines = ["From Coq Require Import Reals.", "Local Open Scope R_scope.", ""]
    for name, (w, d, dw) in constants["errors"].items():
        lines.append(f"Definition {name}_roundings (w d dw : R) : R := {w} * w + {d} * d + {dw} * dw.")
        lines.append(f"Definition {name}_factor : R := {w + d + dw + 1}.")
    lines += [f"Definition {name} : R := {value}." for name, value in constants["numbers"].items()]
    lines += [f"Definition {name}_floats_beyond : nat := {value}." for name, value in constants["floats_beyond"].items()]
    return "\n".join(lines) + "\n"


def write(path, source=pathlib.Path(__file__).resolve().parent / "constants.json"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(coq(json.loads(source.read_text())))


if __name__ == "__main__":
    write(pathlib.Path(sys.argv[1]))
