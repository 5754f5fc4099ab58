#include "proofs-checks/emission/subjects.hpp"
#include "proofs-checks/smt/obligations.hpp"

#include <cstdio>
#include <exception>

int main(int argc, char** argv) {
    using namespace aimcert::emission;
    if (argc != 2) {
        std::fprintf(stderr, "Usage: aimcert_emit DIR\n\nWrites the formulas that the core computes into DIR, as Coq, Gappa and "
                             "SMT-LIB read them.\n");
        return 2;
    }
    try {
        for (const auto& subject : {device(), orders(), pulse(), activation(), loss(), network(), signals(), pipeline(), descent(), training()})
            write(subject, argv[1]);
        for (const auto& obligations : {device_obligations(), training_obligations()})
            for (const auto& obligation : obligations) write(obligation, argv[1]);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "aimcert_emit: %s\n", error.what());
        return 1;
    }
}
