#include "cli/files/training_sections.hpp"

#include "cli/files/numbers.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace aimcert::cli {

const Keys device_keys{"response", "tau", "tau_min", "tau_max", "w0", "c", "gamma", "gamma_plus", "gamma_minus"};

namespace {

/// Algorithms with their parameters beside the learning rate; those in brackets have a default.
const std::vector<std::pair<Algorithm, Keys>> algorithm_parameters{
    {Algorithm::analog_sgd, {}},
    {Algorithm::digital_sgd, {}},
    {Algorithm::tiki_taka, {"beta", "[read_noise]"}},
    {Algorithm::residual_learning, {"beta", "gamma", "[read_noise]"}},
    {Algorithm::residual_learning_v2, {"beta", "gamma", "granularity", "[read_noise]"}}};

/// Response families with their parameters; those in brackets have a default.
const std::vector<std::pair<std::string, Keys>> response_parameters{
    {"ideal", {"[tau]"}},
    {"ald", {"tau", "[w0]"}},
    {"linear_step", {"tau_min", "tau_max", "[w0]"}},
    {"shifted_linear", {"tau", "c"}},
    {"power", {"tau", "gamma"}},
    {"two_sided_power", {"tau_min", "tau_max", "gamma_plus", "gamma_minus"}},
    {"exponential", {"tau", "gamma"}},
    {"two_sided_exponential", {"tau_min", "tau_max", "gamma_plus", "gamma_minus"}}};

bool is_optional(const std::string& parameter) { return parameter.front() == '['; }
std::string bare(const std::string& parameter) {
    return is_optional(parameter) ? parameter.substr(1, parameter.size() - 2) : parameter;
}

/// Of `keys`, `what` takes `parameters` and none of the others.
void check_parameters(const ConfigurationSection& section, const std::string& what, const Keys& keys, const Keys& parameters) {
    Keys usable;
    for (const auto& parameter : parameters) usable.push_back(bare(parameter));
    const std::string theirs = usable.empty() ? "which has no parameters" : fmt::format("whose parameters are {}", fmt::join(usable, ", "));
    for (const auto& key : keys)
        if (section.has(key) && std::find(usable.begin(), usable.end(), key) == usable.end())
            section.fail(key, fmt::format("no such key for {}, {}", what, theirs), "it");
    for (const auto& parameter : parameters)
        if (!is_optional(parameter) && !section.has(parameter)) section.at(parameter, "a number for " + what);
}

/// tau, or inf where an infinite range makes the family digital.
double read_tau(const ConfigurationSection& section, const std::string& response) {
    const bool may_be_infinite = response != "shifted_linear";
    const std::string expected = response == "ideal" ? "inf" : may_be_infinite ? "a number > 0 or inf" : "a finite number > 0";
    const double tau = section.extended_number("tau", expected);
    const bool fits = tau > 0 && (std::isinf(tau) ? may_be_infinite : response != "ideal");
    if (!fits) section.fail("tau", expected, number_text(tau));
    return tau;
}

double read_gamma(const ConfigurationSection& section, std::string_view key, bool whole) {
    if (whole) return static_cast<double>(section.integer(key, 1, 1000));
    return section.positive(key);
}

}  // namespace

DeviceParameters read_device(const ConfigurationSection& section) {
    DeviceParameters device;
    Keys families;
    for (const auto& entry : response_parameters) families.push_back(entry.first);
    device.response = section.choice("response", families);
    const auto family = std::find_if(response_parameters.begin(), response_parameters.end(),
                                     [&](const auto& entry) { return entry.first == device.response; });
    check_parameters(section, fmt::format("response \"{}\"", device.response), Keys(device_keys.begin() + 1, device_keys.end()),
                     family->second);
    const bool whole = device.response.ends_with("power");
    if (device.response == "ideal") device.tau = std::numeric_limits<double>::infinity();
    if (section.has("tau")) device.tau = read_tau(section, device.response);
    if (section.has("tau_min")) {
        device.tau_min = section.number("tau_min", "a finite number < 0");
        if (!(device.tau_min < 0)) section.fail("tau_min", "a finite number < 0", number_text(device.tau_min));
    }
    if (section.has("tau_max")) device.tau_max = section.positive("tau_max");
    if (section.has("w0")) device.w0 = section.number("w0");
    if (section.has("c")) {
        device.c = section.number("c");
        if (!(std::abs(device.c) < 1)) section.fail("c", "a number in (-1, 1)", number_text(device.c));
    }
    if (section.has("gamma")) device.gamma = read_gamma(section, "gamma", whole);
    if (section.has("gamma_plus")) device.gamma_plus = read_gamma(section, "gamma_plus", whole);
    if (section.has("gamma_minus")) device.gamma_minus = read_gamma(section, "gamma_minus", whole);
    return device;
}

void read_algorithm(const ConfigurationSection& section, TrainingPlan& plan) {
    Keys names;
    for (const auto& entry : algorithm_names) names.emplace_back(entry.second);
    const std::string name = section.has("algorithm") ? section.choice("algorithm", names) : "analog_sgd";
    const auto algorithm = std::find_if(algorithm_names.begin(), algorithm_names.end(), [&](const auto& entry) { return entry.second == name; });
    plan.algorithm = algorithm->first;
    const auto parameters = std::find_if(algorithm_parameters.begin(), algorithm_parameters.end(),
                                         [&](const auto& entry) { return entry.first == plan.algorithm; });
    check_parameters(section, fmt::format("algorithm \"{}\"", name), {"beta", "gamma", "granularity", "read_noise"}, parameters->second);
    if (plan.algorithm >= Algorithm::tiki_taka && plan.schedule == Schedule::async)
        section.fail("schedule", fmt::format("sync or sequential for algorithm \"{}\" (async is defined for analog_sgd and digital_sgd)", name), "async");
    if (section.has("beta")) plan.beta = section.positive("beta");
    if (section.has("gamma")) plan.gamma = section.positive("gamma");
    plan.granularity = section.not_negative("granularity", 0);
    plan.read_noise = section.not_negative("read_noise", 0);
}

}  // namespace aimcert::cli
