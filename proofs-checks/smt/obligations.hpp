#pragma once

#include "proofs-checks/emission/formula.hpp"

namespace aimcert::emission {

// Claims of algebra, in fixed small dimensions where they have one. What the code computes in them is recorded from the
// code. They are a second look at the statements by a solver that knows none of the proofs, and never the only evidence.

std::vector<Obligation> device_obligations();
std::vector<Obligation> training_obligations();

}  // namespace aimcert::emission
