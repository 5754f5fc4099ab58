#pragma once

#include "properties/tighten.hpp"

#include <string>

namespace aimcert::cli {

/// Ends of the logarithmic scale on which ratios of the two sides of a claim are drawn.
inline constexpr double lowest_drawn_ratio = 1e-4, highest_drawn_ratio = 10;

/// Worst ratio of a claim as HTML: a bar with a mark at 1 for inequalities, the relative difference for equalities.
std::string tightness_html(Relation relation, double worst_ratio, bool falsified);

}  // namespace aimcert::cli
