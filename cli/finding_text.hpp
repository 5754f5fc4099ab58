#pragma once

#include "properties/search.hpp"

#include <string>
#include <string_view>

namespace aimcert::cli {

/// A ratio in 8 columns.
std::string ratio_text(double ratio);

/// "tight", "loose by more than 10x", ... of tightness_of.
std::string tightness_words(std::string_view tightness);

/// Prints a finding in full: what was compared, both sides, and the instance exactly.
void print_finding(std::string_view title, const ClaimInfo& info, const Finding& finding, bool colour);

}  // namespace aimcert::cli
