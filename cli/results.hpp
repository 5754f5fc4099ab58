#pragma once

#include "properties/tighten.hpp"

#include <nlohmann/json.hpp>

namespace aimcert::cli {

/// The JSON of `verify --json`:
/// {"seed":..,"claims":[{"id","form","source","relation","verdict","expected","instances","hypotheses_not_met",
///  "violations","rounding_only","worst_ratio","worst_instance","counterexample",...}]}.
nlohmann::ordered_json results_json(std::uint64_t seed, const std::vector<SearchResult>& results);

/// The JSON of `tighten --json`:
/// {"seed":..,"claims":[{"id","form","relation","dropped","rounds","evaluations","ratio","tightness","worst_instance",
///  "counterexample","climbs":[[evaluations, ratio],..]}]}.
nlohmann::ordered_json tighten_json(std::uint64_t seed, const std::vector<TightenResult>& results);

/// One saved instance, as `replay` reads it: {"claim","form","instance"} and what was found.
nlohmann::ordered_json finding_json(const ClaimInfo& info, const Finding& finding);

}  // namespace aimcert::cli
