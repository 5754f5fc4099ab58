#include "cli/training/run_files.hpp"

#include "cli/files/numbers.hpp"
#include "cli/files/readable_json.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

namespace aimcert::cli {
namespace {

std::string cell(const std::optional<double>& value) { return value ? number_text(*value) : ""; }

nlohmann::ordered_json claim_json(const ClaimCheck& claim) {
    nlohmann::ordered_json json{{"id", claim.id},
                                {"hypotheses_met", claim.hypotheses_met},
                                {"checked", claim.checked},
                                {"largest_ratio", claim.largest_ratio},
                                {"worst_step", claim.worst_step},
                                {"violations", claim.violations},
                                {"rounding_only", claim.rounding_only},
                                {"undecided", claim.undecided},
                                {"outside_box", claim.outside_box},
                                {"first_violated_step", nullptr}};
    if (claim.first_violated_step) json["first_violated_step"] = *claim.first_violated_step;
    if (!claim.hypotheses_met) json["failed_hypothesis"] = claim.failed_hypothesis;
    return json;
}

/// The earliest violation of a claim whose hypotheses are met.
nlohmann::ordered_json first_violated_step(const std::vector<ClaimCheck>& claims) {
    nlohmann::ordered_json first = nullptr;
    for (const auto& claim : claims)
        if (claim.hypotheses_met && claim.first_violated_step && (first.is_null() || *claim.first_violated_step < first.get<int>()))
            first = *claim.first_violated_step;
    return first;
}

}  // namespace

nlohmann::ordered_json json_of(const std::optional<double>& value) {
    return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

nlohmann::ordered_json constants_json(const ConstantsTable& c) {
    return {{"chi", c.chi},           {"target", c.target},       {"W_max", c.max_weight}, {"r", c.saturation},
            {"om", c.spectral},       {"X", c.input},             {"D", c.error},          {"Lam0", c.loss_gradient},
            {"Lam1", c.loss_smoothness}, {"A", c.stability},      {"B", c.staleness},      {"L_f", c.smoothness},
            {"L_S", c.sensitivity},   {"kappa", c.kappa},         {"c", c.auxiliary_weight}};
}

std::string ledger_text(const RunResult& run) {
    std::string text = "step,loss,gradient_norm_sq,noise_variance,saturation_degree,accumulated_delay,squared_delay,auxiliary,lyapunov,increment_norm_sq";
    if (run.expectation) text += ",expected_loss_next,descent_bound,expected_lyapunov_next,lyapunov_bound";
    text += '\n';
    for (const auto& row : run.rows) {
        std::vector<std::string> cells{std::to_string(row.step)};
        for (const double value : {row.loss, row.gradient_norm_sq, row.noise_variance, row.saturation_degree, row.accumulated_delay,
                                   row.squared_delay, row.auxiliary})
            cells.push_back(number_text(value));
        cells.push_back(cell(row.lyapunov));
        cells.push_back(number_text(row.increment_norm_sq));
        if (run.expectation)
            for (const auto& value : {row.expected_loss_next, row.descent_bound, row.expected_lyapunov_next, row.lyapunov_bound})
                cells.push_back(cell(value));
        text += fmt::format("{}\n", fmt::join(cells, ","));
    }
    return text;
}

std::string summary_text(const RunResult& run) {
    nlohmann::ordered_json json;
    json["configuration"] = run.configuration.string();
    json["scalar"] = run.scalar;
    json["schedule"] = run.schedule;
    json["algorithm"] = run.algorithm;
    json["device"] = run.device;
    json["tau"] = std::isinf(run.tau) ? nlohmann::ordered_json("inf") : nlohmann::ordered_json(run.tau);
    json["learning_rate"] = run.learning_rate;
    json["learning_rate_chosen_by"] = run.automatic_rate ? "auto" : "configuration";
    json["u"] = run.young;
    json["f_star"] = run.minimum;
    json["micro_batches"] = run.micro_batches;
    json["updates"] = run.updates;
    json["samples_seen"] = run.samples_seen;
    json["clock_cycles"] = run.clock_cycles;
    json["rows"] = run.rows.size();
    json["initial"] = {{"loss", run.initial_loss}, {"saturation_degree", run.initial_saturation}};
    json["final"] = {{"loss", run.final_loss},
                     {"gradient_norm_sq", run.final_gradient_norm_sq},
                     {"saturation_degree", run.final_saturation},
                     {"layer_saturation", run.final_layer_saturation},
                     {"residual_saturation", run.final_residual_saturation}};
    json["accuracy"] = json_of(run.accuracy);
    json["constants"] = constants_json(run.constants);
    json["constants_a_posteriori"] = constants_json(run.posteriori);
    json["admissible_learning_rates"] = {{"box", run.rates.box},
                                         {"descent", json_of(run.rates.descent)},
                                         {"bounded_iterates", json_of(run.rates.bounded_iterates)}};
    json["claims"] = nlohmann::ordered_json::array();
    for (const auto& claim : run.claims) json["claims"].push_back(claim_json(claim));
    json["first_violated_step"] = first_violated_step(run.claims);
    json["notes"] = run.notes;
    return readable_json(json) + "\n";
}

}  // namespace aimcert::cli
