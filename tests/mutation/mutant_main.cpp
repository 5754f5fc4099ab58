// Runs the search on the one claim that is linked into this mutant. Exit status 0: caught, some form of the claim has
// another verdict than its registry entry expects; 1: survived.

#include "properties/search.hpp"

#include <fmt/core.h>

namespace aimcert {
std::vector<Claim> mutated_claim();
}

int main() {
    using namespace aimcert;
    for (const auto& claim : mutated_claim()) {
        SearchOptions options;
        options.cases = std::min(claim.info.cases, 2000);
        options.shrink = false;
        const auto result = search(claim, options);
        fmt::print("{} {} violations in {} instances", name_of(form_names, claim.info.form), result.violations,
                   result.instances);
        if (!result.as_expected()) {
            fmt::print(", {} instead of {}\n", name_of(verdict_names, result.verdict),
                       name_of(verdict_names, claim.info.expected));
            return 0;
        }
        fmt::print(", as expected; ");
    }
    fmt::print("survived\n");
    return 1;
}
