#include "proofs-checks/emission/subjects.hpp"

#include <cstdio>
#include <exception>

// The kernel that a mutant breaks is the only one that its program records.
#ifndef AIMCERT_SUBJECTS
#define AIMCERT_SUBJECTS device(), activation(), network(), signals(), pipeline(), descent()
#endif

int main(int argc, char** argv) {
    using namespace aimcert::emission;
    if (argc != 2) {
        std::fprintf(stderr, "Usage: aimcert_emit DIR\n\nWrites the formulas that the core computes, as Coq, Gappa and SMT-LIB read them, into DIR.\n");
        return 2;
    }
    try {
        for (const auto& subject : {AIMCERT_SUBJECTS}) write(subject, argv[1]);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "aimcert_emit: %s\n", error.what());
        return 1;
    }
}
