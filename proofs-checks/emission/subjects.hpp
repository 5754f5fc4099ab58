#pragma once

#include "proofs-checks/emission/formula.hpp"

namespace aimcert::emission {

// One function a part of the core, each in a file of its own.

Subject device();
Subject orders();
Subject pulse();
Subject activation();
Subject loss();
Subject network();
Subject signals();
Subject pipeline();
Subject descent();
Subject training();

/// Writes <dir>/Code_<subject>.v and <dir>/gappa/<order>.g. Throws std::runtime_error when a file cannot be written.
void write(const Subject& subject, const std::string& dir);

/// Writes <dir>/smt/<claim>.smt2, <claim>.hypotheses.smt2 and <claim>.mutation.smt2.
void write(const Obligation& obligation, const std::string& dir);

}  // namespace aimcert::emission
