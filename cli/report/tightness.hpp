#pragma once

#include "properties/claim.hpp"

#include <string>

namespace aimcert::cli {

/// Ends of the logarithmic scale on which ratios of the two sides of a claim are drawn.
inline constexpr double lowest_drawn_ratio = 1e-4, highest_drawn_ratio = 10;
/// An inequality is called tight when an instance comes within 1 % of its bound.
inline constexpr double tight_ratio = 0.99;

/// Worst ratio of a claim as HTML: a bar with a mark at 1 for inequalities, the relative difference for equalities.
std::string tightness_html(Relation relation, double worst_ratio, bool falsified);

}  // namespace aimcert::cli
