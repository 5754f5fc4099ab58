#include "proofs-checks/emission/subjects.hpp"

namespace aimcert::emission {
Subject mutated_subject();
}

/// Writes what the mutant computes in the part of the core that it breaks.
int main(int, char** argv) { aimcert::emission::write(aimcert::emission::mutated_subject(), argv[1]); }
