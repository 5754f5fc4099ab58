#pragma once

#include "properties/certify.hpp"
#include "properties/tighten.hpp"

#include <nlohmann/json.hpp>

namespace aimcert::cli {

/// The JSON of `verify --json`:
/// {"seed":..,"claims":[{"id","form","source","relation","verdict","expected","instances","hypotheses_not_met",
///  "violations","rounding_only","worst_ratio","worst_instance","counterexample",...}]}.
/// `certificates`, where there are some, are of the same claims: "certificate" of each.
nlohmann::ordered_json results_json(std::uint64_t seed, const std::vector<SearchResult>& results,
                                    const std::vector<CertifyResult>& certificates = {});

/// The JSON of `tighten --json`:
/// {"seed":..,"claims":[{"id","form","relation","dropped","rounds","evaluations","ratio","tightness","worst_instance",
///  "counterexample","climbs":[[evaluations, ratio],..]}]}.
nlohmann::ordered_json tighten_json(std::uint64_t seed, const std::vector<TightenResult>& results);

/// The counts of one claim, which depend on nothing but seed and claim:
/// {"id","form","relation","verdict","expected","instances","hypotheses_not_met","hypotheses_open","certified",
///  "either_way","attained","violated","equal_to_all_digits","undecided","settled_by":{"filter","interval","rational","long_interval"},
///  "asked":{..},"undecided_instance"}.
nlohmann::ordered_json certificate_json(const CertifyResult& result);

/// The JSON of `certify --json`: {"seed":..,"claims":[{..,"cost":{"double_seconds","filter","total"}}]}.
nlohmann::ordered_json certify_json(std::uint64_t seed, const std::vector<CertifyResult>& results);

/// One saved instance, as `replay` reads it: {"claim","form","instance"} and what was found.
nlohmann::ordered_json finding_json(const ClaimInfo& info, const Finding& finding);
extern const std::vector<std::string> finding_keys;

/// What `finding_json` wrote; of the evaluation, the two sides and their ratio. `prefix`: the file and where in it the finding
/// stands. Throws InputError naming the key.
Finding finding_from_json(const nlohmann::ordered_json& json, const std::string& prefix);

}  // namespace aimcert::cli
