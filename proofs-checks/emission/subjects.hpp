#pragma once

#include "proofs-checks/emission/formula.hpp"

namespace aimcert::emission {

// One function a part of the core, each in a file of its own.

Subject device();
Subject activation();
Subject network();
Subject signals();
Subject pipeline();
Subject descent();

/// Writes <dir>/Code_<subject>.v, and for each of them where it has any, Code_<subject>_orders.v, gappa/*.g and
/// smt/<claim>*.smt2. Throws std::runtime_error when a file cannot be written.
void write(const Subject& subject, const std::string& dir);

}  // namespace aimcert::emission
