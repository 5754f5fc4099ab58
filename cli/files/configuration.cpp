#include "cli/files/configuration.hpp"

#include "cli/files/data_file.hpp"
#include "cli/files/files.hpp"
#include "cli/files/numbers.hpp"
#include "cli/terminal.hpp"
#include "cli/training/random_numbers.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace aimcert::cli {
namespace {

namespace fs = std::filesystem;

using Keys = std::vector<std::string>;

const Keys section_keys{"network", "device", "data", "train", "ledger"};
const Keys network_keys{"weights", "widths", "activations", "loss", "initial_saturation", "seed"};
const Keys device_keys{"response", "tau", "tau_min", "tau_max", "w0", "c", "gamma", "gamma_plus", "gamma_minus"};
const Keys data_keys{"file", "normalize"};
const Keys train_keys{"schedule", "algorithm", "beta", "gamma", "granularity", "read_noise", "learning_rate", "steps",
                      "micro_batches", "order", "seed", "u", "saturation_bound"};

/// Algorithms with their parameters beside the learning rate; those in brackets have a default.
const std::vector<std::pair<Algorithm, Keys>> algorithm_parameters{
    {Algorithm::analog_sgd, {}},
    {Algorithm::digital_sgd, {}},
    {Algorithm::tiki_taka, {"beta", "[read_noise]"}},
    {Algorithm::residual_learning, {"beta", "gamma", "[read_noise]"}},
    {Algorithm::residual_learning_v2, {"beta", "gamma", "granularity", "[read_noise]"}}};
const Keys ledger_keys{"every", "expectation", "minimum"};

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

std::string type_of(const toml::node& node) {
    switch (node.type()) {
        case toml::node_type::table: return "a table";
        case toml::node_type::array: return "an array";
        case toml::node_type::string: return "a string";
        case toml::node_type::integer: return "an integer";
        case toml::node_type::floating_point: return "a floating-point number";
        case toml::node_type::boolean: return "a boolean";
        default: return "a date or time";
    }
}

/// One table of the file. Every accessor throws InputError naming file and key.
class Section {
public:
    Section(std::string file, std::string name, const toml::table& root, const Keys& known)
        : file_(std::move(file)), name_(std::move(name)) {
        const toml::node* node = root.get(name_);
        if (node == nullptr) return;
        table_ = node->as_table();
        if (table_ == nullptr) throw InputError(fmt::format("{}: {}: expected a table [{}], found {}", file_, name_, name_, type_of(*node)));
        for (const auto& [key, value] : *table_)
            if (std::find(known.begin(), known.end(), key.str()) == known.end())
                throw InputError(fmt::format("{}: unknown key (nearest known: {}.{})", where(key.str()), name_, nearest(key.str(), known)));
    }

    std::string where(std::string_view key) const { return fmt::format("{}: {}.{}", file_, name_, key); }
    [[noreturn]] void fail(std::string_view key, const std::string& expected, const std::string& found) const {
        throw InputError(fmt::format("{}: expected {}, found {}", where(key), expected, found));
    }

    bool has(std::string_view key) const { return table_ != nullptr && table_->contains(key); }
    const toml::node& at(std::string_view key, const std::string& expected) const {
        if (!has(key)) fail(key, expected, "no such key");
        return *table_->get(key);
    }

    std::string text(std::string_view key) const {
        const auto& node = at(key, "a string");
        if (!node.is_string()) fail(key, "a string", type_of(node));
        return node.as_string()->get();
    }
    bool boolean(std::string_view key, bool fallback) const {
        if (!has(key)) return fallback;
        const auto& node = at(key, "true or false");
        if (!node.is_boolean()) fail(key, "true or false", type_of(node));
        return node.as_boolean()->get();
    }
    /// Infinities pass, NaN does not.
    double extended_number(std::string_view key, const std::string& expected = "a number") const {
        const auto& node = at(key, expected);
        if (!node.is_number()) fail(key, expected, type_of(node));
        const double value = *node.value<double>();
        if (std::isnan(value)) fail(key, expected, "nan");
        return value;
    }
    double number(std::string_view key, const std::string& expected = "a finite number") const {
        const double value = extended_number(key, expected);
        if (std::isinf(value)) fail(key, expected, number_text(value));
        return value;
    }
    double number(std::string_view key, double fallback, const std::string& expected) const {
        return has(key) ? number(key, expected) : fallback;
    }
    double positive(std::string_view key, std::optional<double> fallback = {}) const {
        if (fallback && !has(key)) return *fallback;
        const double value = number(key, "a finite number > 0");
        if (!(value > 0)) fail(key, "a finite number > 0", number_text(value));
        return value;
    }
    std::int64_t integer(std::string_view key, std::int64_t low, std::int64_t high) const {
        const std::string expected = fmt::format("an integer in {}..{}", low, high);
        return integer(key, at(key, expected), low, high, expected);
    }
    std::int64_t integer(std::string_view key, std::int64_t low, std::int64_t high, std::int64_t fallback) const {
        return has(key) ? integer(key, low, high) : fallback;
    }
    std::vector<std::int64_t> integers(std::string_view key, std::int64_t low, std::int64_t high) const {
        std::vector<std::int64_t> values;
        const std::string expected = fmt::format("an integer in {}..{}", low, high);
        for (const auto& element : elements(key, "integers"))
            values.push_back(integer(fmt::format("{}[{}]", key, values.size()), element, low, high, expected));
        return values;
    }
    std::vector<std::string> texts(std::string_view key) const {
        std::vector<std::string> values;
        for (const auto& element : elements(key, "strings")) {
            if (!element.is_string()) fail(fmt::format("{}[{}]", key, values.size()), "a string", type_of(element));
            values.push_back(element.as_string()->get());
        }
        return values;
    }

private:
    const toml::array& elements(std::string_view key, const std::string& content) const {
        const std::string expected = "an array of " + content;
        const auto& node = at(key, expected);
        if (!node.is_array()) fail(key, expected, type_of(node));
        if (node.as_array()->empty()) fail(key, expected, "an empty array");
        return *node.as_array();
    }
    std::int64_t integer(std::string_view key, const toml::node& node, std::int64_t low, std::int64_t high,
                         const std::string& expected) const {
        if (!node.is_integer()) fail(key, expected, node.is_floating_point() ? number_text(*node.value<double>()) : type_of(node));
        const std::int64_t value = node.as_integer()->get();
        if (value < low || value > high) fail(key, expected, std::to_string(value));
        return value;
    }

    std::string file_, name_;
    const toml::table* table_ = nullptr;
};

constexpr std::int64_t most = std::numeric_limits<int>::max();
constexpr std::int64_t most_seed = std::numeric_limits<std::int64_t>::max();

toml::table parse(const fs::path& path) {
    const std::string text = read_file(path);
    try {
        return toml::parse(text, path.string());
    } catch (const toml::parse_error& error) {
        std::string reason(error.description());
        std::replace(reason.begin(), reason.end(), '\n', ' ');
        throw InputError(fmt::format("{}: line {}, column {}: expected TOML, found a syntax error: {}", path.string(),
                                     error.source().begin.line, error.source().begin.column, reason));
    }
}

void check_sections(const toml::table& root, const std::string& file) {
    for (const auto& [key, value] : root)
        if (std::find(section_keys.begin(), section_keys.end(), key.str()) == section_keys.end())
            throw InputError(fmt::format("{}: {}: unknown key (nearest known: {})", file, key.str(), nearest(key.str(), section_keys)));
}

bool is_optional(const std::string& parameter) { return parameter.front() == '['; }
std::string bare(const std::string& parameter) {
    return is_optional(parameter) ? parameter.substr(1, parameter.size() - 2) : parameter;
}

/// Of `keys`, `what` takes `parameters` and none of the others.
void check_parameters(const Section& section, const std::string& what, const Keys& keys, const Keys& parameters) {
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
double read_tau(const Section& section, const std::string& response) {
    const bool may_be_infinite = response != "shifted_linear";
    const std::string expected = response == "ideal" ? "inf" : may_be_infinite ? "a number > 0 or inf" : "a finite number > 0";
    const double tau = section.extended_number("tau", expected);
    const bool fits = tau > 0 && (std::isinf(tau) ? may_be_infinite : response != "ideal");
    if (!fits) section.fail("tau", expected, number_text(tau));
    return tau;
}

double read_gamma(const Section& section, std::string_view key, bool whole) {
    if (whole) return static_cast<double>(section.integer(key, 1, 1000));
    return section.positive(key);
}

DeviceParameters read_device(const Section& section) {
    DeviceParameters device;
    device.response = section.text("response");
    const auto family = std::find_if(response_parameters.begin(), response_parameters.end(),
                                     [&](const auto& entry) { return entry.first == device.response; });
    if (family == response_parameters.end()) {
        Keys names;
        for (const auto& entry : response_parameters) names.push_back(entry.first);
        section.fail("response", fmt::format("one of {}", fmt::join(names, ", ")),
                     fmt::format("\"{}\" (nearest: {})", device.response, nearest(device.response, names)));
    }
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

Network drawn_network(const Section& section, const DeviceParameters& device) {
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

Network read_network_section(const Section& section, const DeviceParameters& device, const fs::path& folder) {
    if (!section.has("weights")) {
        if (!section.has("widths")) section.fail("weights", "weights (a file), or widths, activations, loss and initial_saturation", "neither");
        return drawn_network(section, device);
    }
    for (const auto& key : network_keys)
        if (key != "weights" && section.has(key)) section.fail(key, "no such key beside network.weights, whose file says it", "it");
    return read_network(folder / section.text("weights"));
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

void read_algorithm(const Section& section, TrainingPlan& plan) {
    const std::string name = section.has("algorithm") ? section.text("algorithm") : "analog_sgd";
    const auto algorithm = std::find_if(algorithm_names.begin(), algorithm_names.end(), [&](const auto& entry) { return entry.second == name; });
    if (algorithm == algorithm_names.end()) {
        Keys names;
        for (const auto& entry : algorithm_names) names.emplace_back(entry.second);
        section.fail("algorithm", fmt::format("one of {}", fmt::join(names, ", ")), fmt::format("\"{}\" (nearest: {})", name, nearest(name, names)));
    }
    plan.algorithm = algorithm->first;
    const auto parameters = std::find_if(algorithm_parameters.begin(), algorithm_parameters.end(),
                                         [&](const auto& entry) { return entry.first == plan.algorithm; });
    check_parameters(section, fmt::format("algorithm \"{}\"", name), {"beta", "gamma", "granularity", "read_noise"}, parameters->second);
    if (plan.algorithm >= Algorithm::tiki_taka && plan.schedule == Schedule::async)
        section.fail("schedule", fmt::format("sync or sequential for algorithm \"{}\" (async is defined for analog_sgd and digital_sgd)", name), "async");
    const auto not_negative = [&](const char* key) {
        if (!section.has(key)) return 0.0;
        const double value = section.number(key, "a finite number >= 0");
        if (!(value >= 0)) section.fail(key, "a finite number >= 0", number_text(value));
        return value;
    };
    if (section.has("beta")) plan.beta = section.positive("beta");
    if (section.has("gamma")) plan.gamma = section.positive("gamma");
    plan.granularity = not_negative("granularity");
    plan.read_noise = not_negative("read_noise");
}

TrainingPlan read_train(const Section& section, std::size_t samples) {
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

LedgerPlan read_ledger(const Section& section) {
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

Configuration read_configuration(const fs::path& path) {
    const std::string file = path.string();
    const fs::path folder = path.parent_path();
    const toml::table root = parse(path);
    check_sections(root, file);
    const Section network(file, "network", root, network_keys), device(file, "device", root, device_keys),
        data(file, "data", root, data_keys), train(file, "train", root, train_keys), ledger(file, "ledger", root, ledger_keys);

    Configuration configuration;
    configuration.file = path;
    configuration.device = read_device(device);
    configuration.network = read_network_section(network, configuration.device, folder);
    check_range(configuration.network, configuration.device,
                network.has("weights") ? (folder / network.text("weights")).string() : file + ": network");
    const DataShape shape{configuration.network.inputs(), configuration.network.outputs(), configuration.network.architecture.loss};
    DataSet set = read_data(folder / data.text("file"), shape, data.boolean("normalize", false));
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
    "             arctan sin; losses: half_squared_error softmax_cross_entropy log_cosh\n"
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
    "             algorithm = \"analog_sgd\", or digital_sgd (the device bounds only the\n"
    "               first weights); for sync and sequential also tiki_taka (beta: rate\n"
    "               of P; learning_rate: of W), residual_learning (beta: rate of W,\n"
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
