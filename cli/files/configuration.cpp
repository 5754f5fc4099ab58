#include "cli/files/configuration.hpp"

#include "cli/files/data_file.hpp"
#include "cli/files/files.hpp"
#include "cli/files/numbers.hpp"
#include "cli/files/configuration_section.hpp"
#include "cli/files/training_sections.hpp"
#include "cli/terminal.hpp"
#include "cli/training/random_numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace aimcert::cli {
namespace {

namespace fs = std::filesystem;

const Keys section_keys{"network", "device", "data", "train", "ledger"};
const Keys network_keys{"weights", "widths", "activations", "loss", "initial_saturation", "seed"};
const Keys data_keys{"file", "normalize"};
const Keys train_keys{"schedule", "algorithm", "beta", "gamma", "granularity", "read_noise", "learning_rate", "steps",
                      "micro_batches", "order", "seed", "u", "saturation_bound"};
const Keys ledger_keys{"every", "expectation", "minimum"};

/// Radius that `initial_saturation` refers to; 1 for digital weights.
double initial_radius(const DeviceParameters& device) {
    const WeightRange range = weight_range(device);
    const double radius = std::min(-range.low, range.high);
    return std::isinf(radius) ? 1 : radius;
}

/// First weights uniform in +-bound, drawn layer by layer, row by row.
Weights<double> random_weights(const std::vector<std::int64_t>& widths, double bound, std::uint64_t seed) {
    RandomNumbers random(seed);
    Weights<double> weights;
    for (std::size_t m = 0; m + 1 < widths.size(); ++m) {
        auto& matrix = weights.emplace_back(widths[m + 1], widths[m]);
        for (Eigen::Index i = 0; i < matrix.size(); ++i) matrix.data()[i] = (2 * random.uniform() - 1) * bound;
    }
    return weights;
}

Network drawn_network(const ConfigurationSection& section, const DeviceParameters& device) {
    Network network;
    const auto widths = section.integers("widths", 1, 1 << 20);
    if (widths.size() < 2) section.fail("widths", "at least two widths, input and output", "one");
    const auto activations = section.texts("activations");
    if (activations.size() != widths.size() - 1)
        section.fail("activations", fmt::format("one a layer, {} for {} widths", widths.size() - 1, widths.size()),
                     std::to_string(activations.size()));
    for (std::size_t m = 0; m < activations.size(); ++m)
        network.architecture.activations.push_back(
            activation_of(activations[m], section.where(fmt::format("activations[{}]", m))));
    network.architecture.loss = loss_of(section.text("loss"), section.where("loss"));
    const std::string expected = "a number in [0, 1]";
    const double saturation = section.number("initial_saturation", expected);
    if (!(saturation >= 0 && saturation <= 1)) section.fail("initial_saturation", expected, number_text(saturation));
    network.weights = random_weights(widths, saturation * initial_radius(device),
                                     static_cast<std::uint64_t>(section.integer("seed", 0, most_seed, 0)));
    return network;
}

/// The file that a key names, relative to the configuration.
fs::path file_of(const ConfigurationSection& section, std::string_view key, const fs::path& folder) {
    const std::string name = section.text(key);
    if (name.empty()) section.fail(key, "a file", "an empty string");
    return folder / name;
}

Network read_network_section(const ConfigurationSection& section, const DeviceParameters& device, const fs::path& folder) {
    if (!section.has("weights")) {
        if (!section.has("widths")) section.fail("weights", "weights (a file), or widths, activations, loss and initial_saturation", "neither");
        return drawn_network(section, device);
    }
    for (const auto& key : network_keys)
        if (key != "weights" && section.has(key)) section.fail(key, "no such key beside network.weights, whose file says it", "it");
    return read_network(file_of(section, "weights", folder));
}

void check_range(const Network& network, const DeviceParameters& device, const std::string& source) {
    const WeightRange range = weight_range(device);
    for (std::size_t m = 0; m < network.weights.size(); ++m)
        for (Eigen::Index i = 0; i < network.weights[m].rows(); ++i)
            for (Eigen::Index j = 0; j < network.weights[m].cols(); ++j)
                if (const double w = network.weights[m](i, j); !(w >= range.low && w <= range.high))
                    throw InputError(fmt::format("{}: weights[{}][{}][{}]: expected a weight in the device's range [{}, {}], found {}",
                                                 source, m, i, j, range.low, range.high, w));
}

TrainingPlan read_train(const ConfigurationSection& section, std::size_t samples) {
    TrainingPlan plan;
    const std::string name = section.text("schedule");
    const auto schedule = std::find_if(all_schedules.begin(), all_schedules.end(),
                                       [&](Schedule candidate) { return schedule_name(candidate) == name; });
    if (schedule == all_schedules.end()) {
        Keys names;
        for (const Schedule candidate : all_schedules) names.emplace_back(schedule_name(candidate));
        section.fail("schedule", "async, sync or sequential", fmt::format("\"{}\" (nearest: {})", name, nearest(name, names)));
    }
    plan.schedule = *schedule;
    read_algorithm(section, plan);
    const std::string rate = "a finite number > 0 or \"auto\"";
    const auto& node = section.at("learning_rate", rate);
    if (node.is_string()) {
        if (section.text("learning_rate") != "auto") section.fail("learning_rate", rate, "\"" + section.text("learning_rate") + "\"");
    } else {
        plan.learning_rate = section.number("learning_rate", rate);
        if (!(*plan.learning_rate > 0)) section.fail("learning_rate", rate, number_text(*plan.learning_rate));
    }
    plan.steps = static_cast<int>(section.integer("steps", 1, most));
    plan.micro_batches = static_cast<int>(section.integer("micro_batches", 1, most, 1));
    if (section.has("order") && section.has("seed")) section.fail("seed", "either order or seed", "both");
    if (section.has("order"))
        for (const std::int64_t sample : section.integers("order", 0, static_cast<std::int64_t>(samples) - 1))
            plan.order.push_back(static_cast<std::size_t>(sample));
    plan.seed = static_cast<std::uint64_t>(section.integer("seed", 0, most_seed, 0));
    plan.young = section.positive("u", 1);
    if (section.has("saturation_bound")) {
        plan.saturation_bound = section.number("saturation_bound", "a number in (0, 1)");
        if (!(*plan.saturation_bound > 0 && *plan.saturation_bound < 1))
            section.fail("saturation_bound", "a number in (0, 1)", number_text(*plan.saturation_bound));
    }
    return plan;
}

LedgerPlan read_ledger(const ConfigurationSection& section) {
    LedgerPlan plan;
    plan.every = static_cast<int>(section.integer("every", 1, most, 1));
    plan.expectation = section.boolean("expectation", false);
    plan.minimum = section.number("minimum", 0, "a finite number");
    return plan;
}

}  // namespace

bool Configuration::is_digital() const { return device.response == "ideal" || std::isinf(device.tau); }

bool Configuration::has_descent_theory() const {
    return !has_residual() && (is_digital() || (device.response == "ald" && device.w0 == 0));
}

double Configuration::saturation_range() const {
    const WeightRange range = weight_range(device);
    return std::min(-range.low, range.high);
}

Configuration read_configuration(const fs::path& path) { return read_configuration(path, parse_toml(path)); }

Configuration read_configuration(const fs::path& path, const toml::table& root) {
    const std::string file = path.string();
    const fs::path folder = path.parent_path();
    if (root.contains("figure")) throw InputError(file + ": figure: expected the training of a network, found a figure, which `aimcert run` draws");
    check_keys(file, "", root, section_keys);
    const ConfigurationSection network(file, "network", root, network_keys), device(file, "device", root, device_keys),
        data(file, "data", root, data_keys), train(file, "train", root, train_keys), ledger(file, "ledger", root, ledger_keys);

    Configuration configuration;
    configuration.file = path;
    configuration.device = read_device(device);
    configuration.network = read_network_section(network, configuration.device, folder);
    check_range(configuration.network, configuration.device,
                network.has("weights") ? (folder / network.text("weights")).string() : file + ": network");
    const DataShape shape{configuration.network.inputs(), configuration.network.outputs(), configuration.network.architecture.loss};
    DataSet set = read_data(file_of(data, "file", folder), shape, data.boolean("normalize", false));
    configuration.samples = std::move(set.samples);
    configuration.labelled = set.labelled;
    configuration.train = read_train(train, configuration.samples.size());
    configuration.ledger = read_ledger(ledger);
    if (configuration.train.algorithm == Algorithm::digital_sgd)
        configuration.device = {.response = "ideal", .tau = std::numeric_limits<double>::infinity()};
    return configuration;
}

const char* const configuration_help =
    "CONFIG.toml (paths in it are relative to it):\n"
    "  [network]  weights = \"net.json\", or widths = [64,32,10], activations =\n"
    "             [\"tanh\",\"identity\"], loss, initial_saturation (first weights\n"
    "             uniform in +-initial_saturation*tau; tau = inf counts as 1), seed\n"
    "             activations: identity tanh centered_sigmoid centered_softplus\n"
    "             arctan sin\n"
    "             losses: half_squared_error softmax_cross_entropy log_cosh\n"
    "  [device]   response and its parameters:\n"
    "               ald                    tau (inf: digital), w0 = 0\n"
    "               ideal                  none: digital\n"
    "               linear_step            tau_min, tau_max, w0 = 0\n"
    "               shifted_linear         tau, c\n"
    "               power, exponential     tau, gamma\n"
    "               two_sided_power,\n"
    "               two_sided_exponential  tau_min, tau_max, gamma_plus, gamma_minus\n"
    "  [data]     file (CSV, header x1..xn,y1..yp or x1..xn,label), normalize = false\n"
    "  [train]    schedule = \"async\", \"sync\" or \"sequential\"\n"
    "             algorithm = \"analog_sgd\", or digital_sgd (the device bounds only\n"
    "               the first weights); for sync and sequential also tiki_taka (beta:\n"
    "               rate of P; learning_rate: of W), residual_learning (beta: of W,\n"
    "               gamma; learning_rate: of P), residual_learning_v2 (the same and\n"
    "               granularity), each with read_noise = 0; P starts at 0 on a device\n"
    "               like that of W\n"
    "             learning_rate, a number or \"auto\": the largest admissible one, that\n"
    "               is the smaller of the descent rule and the bounded-iterates rule,\n"
    "               both for the box |W| <= r*tau with r = saturation_bound, or half-\n"
    "               way between the saturation of the first weights and 1 when that\n"
    "               key is missing; for tau = inf the descent rule alone, for the box\n"
    "               of twice the largest first weight\n"
    "             steps: updates; for sync and sequential one is a mini-batch of\n"
    "               micro_batches = 1 samples\n"
    "             order = [0,1,2]: sample of each micro-batch, cycled; or seed = 0:\n"
    "               drawn uniformly\n"
    "             u = 1: Young's parameter of the descent claims\n"
    "  [ledger]   every = 1: a row every so many steps\n"
    "             expectation = false; true adds exact conditional expectations, each\n"
    "               at the cost of one pass over the data for every sample\n"
    "             minimum = 0: f* of the Lyapunov function";

}  // namespace aimcert::cli
