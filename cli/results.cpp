#include "cli/results.hpp"

#include "cli/files/enumerator.hpp"
#include "cli/files/instance_json.hpp"
#include "cli/files/json_file.hpp"

#include <cmath>

namespace aimcert::cli {

using Json = nlohmann::ordered_json;

namespace {

/// JSON knows no infinity: it is written as text.
Json number(double value) {
    if (std::isfinite(value)) return value;
    return exact_text(value);
}

double required_number(const Json& found, const std::string& key, const std::string& prefix) {
    if (!required(found, key, prefix).is_string()) return required_as<double>(found, key, prefix);
    const auto text = required_as<std::string>(found, key, prefix);
    try {
        return exact_value(text);
    } catch (const std::invalid_argument&) {
        throw InputError(fmt::format("{}{}: expected a number, found \"{}\"", prefix, key, text));
    }
}

}  // namespace

Json finding_json(const ClaimInfo& info, const Finding& finding) {
    const auto& worst = finding.evaluation.worst;
    return {{"claim", info.id},
            {"form", name_of(form_names, info.form)},
            {"instance", to_json(finding.instance)},
            {"what", worst.what},
            {"lhs", worst.lhs_text},
            {"rhs", worst.rhs_text},
            {"ratio", number(worst.ratio)},
            {"scalar", name_of(scalar_names, finding.scalar)},
            {"seed", finding.seed},
            {"index", finding.index},
            {"evaluations", finding.evaluations},
            {"shrinks", finding.shrinks}};
}

const std::vector<std::string> finding_keys{"claim", "form",   "instance", "what",  "lhs",         "rhs",
                                            "ratio", "scalar", "seed",     "index", "evaluations", "shrinks"};

Finding finding_from_json(const Json& found, const std::string& prefix) {
    Finding finding{required_instance(found, prefix),
                    {},
                    enumerator(scalar_names, required_as<std::string>(found, "scalar", prefix), prefix + "scalar"),
                    required_as<std::uint64_t>(found, "seed", prefix),
                    required_as<int>(found, "index", prefix),
                    required_as<int>(found, "shrinks", prefix),
                    required_as<int>(found, "evaluations", prefix)};
    Comparison& worst = finding.evaluation.worst;
    worst.ratio = required_number(found, "ratio", prefix);
    worst.what = required_as<std::string>(found, "what", prefix);
    worst.lhs_text = required_as<std::string>(found, "lhs", prefix);
    worst.rhs_text = required_as<std::string>(found, "rhs", prefix);
    return finding;
}

namespace {

Json optional_finding(const ClaimInfo& info, const std::optional<Finding>& finding) {
    return finding ? finding_json(info, *finding) : Json();
}

Json by_level(const LevelCounts& counts) {
    Json json = Json::object();
    for (const auto& [level, name] : level_names) json[name] = counts[static_cast<std::size_t>(level)];
    return json;
}

/// Null where there is none: of equalities, and where the hypotheses were never met.
Json tightness_json(Relation relation, const std::optional<Finding>& worst, double ratio) {
    const std::string_view tightness = worst ? tightness_of(relation, ratio) : "";
    return tightness.empty() ? Json() : Json(tightness);
}

}  // namespace

Json results_json(std::uint64_t seed, const std::vector<SearchResult>& results, const std::vector<CertifyResult>& certificates) {
    Json claims = Json::array();
    for (const auto& r : results) {
        Json labels = Json::object();
        for (const auto& [label, count] : r.labels) labels[label] = count;
        claims.push_back({{"id", r.info.id},
                          {"form", name_of(form_names, r.info.form)},
                          {"source", r.info.source},
                          {"relation", name_of(relation_names, r.info.relation)},
                          {"verdict", name_of(verdict_names, r.verdict)},
                          {"expected", name_of(verdict_names, r.info.expected)},
                          {"instances", r.instances},
                          {"hypotheses_not_met", r.hypotheses_not_met},
                          {"violations", r.violations},
                          {"rounding_only", r.rounding_only},
                          {"worst_rounding_ulps", number(r.worst_rounding_ulps)},
                          {"undecided", r.undecided},
                          {"equal_to_all_digits", r.to_all_digits},
                          {"escalated", r.escalated},
                          {"trivial", r.trivial},
                          {"labels", labels},
                          {"adversarial_evaluations", r.adversarial_evaluations},
                          {"worst_ratio", number(r.worst_ratio)},
                          {"tightness", tightness_json(r.info.relation, r.worst, r.worst_ratio)},
                          {"worst_instance", optional_finding(r.info, r.worst)},
                          {"undecided_instance", optional_finding(r.info, r.undecided_instance)},
                          {"counterexample", optional_finding(r.info, r.counterexample)}});
        const std::size_t at = claims.size() - 1;
        if (at < certificates.size()) claims[at]["certificate"] = certificate_json(certificates[at]);
    }
    return {{"seed", seed}, {"claims", claims}};
}

Json tighten_json(std::uint64_t seed, const std::vector<TightenResult>& results) {
    Json claims = Json::array();
    for (const auto& r : results) {
        Json climbs = Json::array();
        for (const auto& climb : r.climbs) climbs.push_back({climb.evaluations, number(climb.ratio)});
        const double ratio = r.best ? r.best->evaluation.worst.ratio : 0;
        claims.push_back({{"id", r.info.id},
                          {"form", name_of(form_names, r.info.form)},
                          {"relation", name_of(relation_names, r.info.relation)},
                          {"dropped", r.dropped},
                          {"rounds", r.rounds},
                          {"evaluations", r.evaluations},
                          {"ratio", r.best ? number(ratio) : Json()},
                          {"tightness", tightness_json(r.info.relation, r.best, ratio)},
                          {"worst_instance", optional_finding(r.info, r.best)},
                          {"counterexample", optional_finding(r.info, r.violation)},
                          {"climbs", climbs}});
    }
    return {{"seed", seed}, {"claims", claims}};
}

Json certificate_json(const CertifyResult& r) {
    return {{"id", r.info.id},
            {"form", name_of(form_names, r.info.form)},
            {"relation", name_of(relation_names, r.info.relation)},
            {"verdict", name_of(verdict_names, r.verdict())},
            {"expected", name_of(verdict_names, r.info.expected)},
            {"instances", r.instances},
            {"hypotheses_not_met", r.hypotheses_not_met},
            {"hypotheses_open", r.hypotheses_open},
            {"certified", r.certified},
            {"either_way", r.either_way},
            {"attained", r.attained},
            {"violated", r.violated},
            {"equal_to_all_digits", r.to_all_digits},
            {"undecided", r.undecided},
            {"settled_by", by_level(r.settled_by)},
            {"asked", by_level(r.asked)},
            {"undecided_instance", optional_finding(r.info, r.undecided_instance)}};
}

Json certify_json(std::uint64_t seed, const std::vector<CertifyResult>& results) {
    Json claims = Json::array();
    for (const auto& r : results) {
        Json claim = certificate_json(r);
        claim["cost"] = {{"double_seconds", r.double_seconds}, {"filter", r.filter_cost}, {"total", r.cost}};
        claims.push_back(std::move(claim));
    }
    return {{"seed", seed}, {"claims", claims}};
}

}  // namespace aimcert::cli
