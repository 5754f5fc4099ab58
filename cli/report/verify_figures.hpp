#pragma once

#include "cli/report/figure.hpp"
#include "properties/search.hpp"

namespace aimcert::cli {

/// Worst ratio of the two sides of every claimed inequality, the tightest first.
Figure tightness_figure(const std::vector<SearchResult>& claims);

/// What became of the instances of every claim: hypotheses not met, trivial, put to the test.
Figure instances_figure(const std::vector<SearchResult>& claims);

}  // namespace aimcert::cli
