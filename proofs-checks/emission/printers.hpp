#pragma once

#include "proofs-checks/emission/formula.hpp"

namespace aimcert::emission {

/// `Definition code_<name> (inputs) : R := <value>.` with shared parts bound by `let`. Vectors and matrices are
/// functions of natural numbers, select s a b is `if Rlt_dec s 0 then b else a`.
std::string coq_definition(const Formula& formula);

/// `Definition code_<name> (rnd : R -> R) (inputs) : R := <value>.` with rnd around every operation that rounds, in the
/// order of the program; a fused multiply-add rounds once, absolute values, signs and choices not at all.
std::string coq_rounded_definition(const Formula& order);

/// A Gappa script: every operation named twice, rounded to nearest binary32 and exact, and the bound to be proved.
/// The order must be free of `select`.
std::string gappa_script(const RoundingBound& rounding);

/// An SMT-LIB script (QF_NRA) that asks for numbers at which all `hypotheses` hold and not all `conclusions`;
/// `status` is the expected answer.
std::string smt_script(const std::vector<Comparison>& hypotheses, const std::vector<Comparison>& conclusions,
                       const std::string& status);
/// One that asks for numbers at which all hypotheses hold.
std::string smt_script(const std::vector<Comparison>& hypotheses, const std::string& status);

}  // namespace aimcert::emission
