#include "cli/search_arguments.hpp"

#include "cli/option_values.hpp"

namespace aimcert::cli {

SearchOptions SearchArguments::options() const {
    SearchOptions options;
    options.seed = seed;
    if (cases > 0) options.cases = cases;
    options.jobs = jobs;
    return options;
}

void add_search_arguments(CLI::App& verb, SearchArguments& arguments, const std::string& what_the_seed_fixes) {
    verb.add_option("CLAIM", arguments.claims, "Ids of claims (`aimcert list`); all when none is given");
    verb.add_option("--cases", arguments.cases, "Random instances per claim, instead of each claim's own number")
        ->check(whole_number(1, 100'000'000));
    verb.add_option("--seed", arguments.seed, "Seed: " + what_the_seed_fixes)->check(whole_number())->capture_default_str();
    add_jobs(verb, arguments.jobs);
}

}  // namespace aimcert::cli
