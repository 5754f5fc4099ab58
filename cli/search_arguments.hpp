#pragma once

#include "properties/search.hpp"

namespace CLI {
class App;
}

namespace aimcert::cli {

/// What the verbs that draw random instances ask for: which claims, how many instances, seed and threads.
struct SearchArguments {
    std::vector<std::string> claims;
    int cases = 0;  ///< 0: each claim's own number
    std::uint64_t seed = 1;
    int jobs = 0;

    SearchOptions options() const;
};

/// Adds CLAIM..., --cases, --seed and --jobs to a verb. `arguments` must live as long as `verb`.
void add_search_arguments(CLI::App& verb, SearchArguments& arguments, const std::string& what_the_seed_fixes);

}  // namespace aimcert::cli
