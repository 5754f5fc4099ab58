#include "properties/instance_shapes.hpp"

#include "properties/continuous_numbers.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace aimcert {
namespace {

[[noreturn]] void fail(const std::string& what) { throw std::invalid_argument(what); }

std::string text_of(const Numbers& list) {
    std::string text;
    for (const double x : list) text += (text.empty() ? "\"" : ",\"") + exact_text(x) + "\"";
    return "[" + text + "]";
}

/// The cross-entropy is one of classes only.
void check_classes(const Table& targets) {
    for (const auto& target : targets)
        if (std::count(target.begin(), target.end(), 1.0) != 1 ||
            std::count(target.begin(), target.end(), 0.0) + 1 != std::ssize(target))
            fail("key \"targets\": expected one-hot targets for softmax_cross_entropy, found " + text_of(target));
}

/// The family of a device and the signs that its formulas divide by; `of`: where the device stands, "residual_device.".
void check_device(const DeviceParameters& device, const std::string& of = "") {
    if (!make_response<double>(device))
        fail("key \"" + of + "response\": expected a response family, found \"" + device.response + "\"");
    const bool power = device.response.ends_with("power");
    for (const auto& [name, parameter] : parameters_of(device.response)) {
        const std::string key = name;
        const double value = device.*parameter;
        const auto expect = [&](bool met, const std::string& what) {
            if (!met) fail("key \"" + of + key + "\": expected " + what + ", found " + exact_text(value));
        };
        if (key == "tau_min") expect(value < 0, "a negative number");
        else if (key.starts_with("tau")) expect(value > 0, "a positive number");
        else if (key.starts_with("gamma") && power)
            expect(value == std::trunc(value) && value >= 1 && value <= most_of_anything,
                   "a whole number from 1 to " + std::to_string(most_of_anything));
        else if (key.starts_with("gamma")) expect(value > 0, "a positive number");
    }
}

void check_samples(const ArrayInstance& i) {
    const std::size_t dimension = i.weight.size(), width = i.rows.empty() ? 0 : i.rows.front().size();
    const bool classes = i.shape == Shape::softmax_regression;
    if (width == 0) fail("key \"rows\": expected at least one row with entries");
    for (const auto& row : i.rows)
        if (row.size() != width || (classes ? dimension % width != 0 : dimension != width))
            fail("key \"rows\": expected rows of equal length, " + std::string(classes ? "a divisor of" : "that of") +
                 " \"weight\", found " + std::to_string(row.size()) + " entries");
    if (i.targets.size() != i.rows.size()) fail("key \"targets\": expected one for each of \"rows\"");
    for (const double target : i.targets)
        if (classes && !(target >= 0 && target == std::trunc(target) && target * static_cast<double>(width) < static_cast<double>(dimension)))
            fail("key \"targets\": expected classes below " + std::to_string(dimension / width) + ", found " + exact_text(target));
}

}  // namespace

void check_shapes(const PipelineInstance& i) {
    if (i.weights.empty()) fail("key \"weights\": expected at least one layer, found none");
    if (i.activations.size() != i.weights.size())
        fail("key \"activations\": expected one for each of " + std::to_string(i.weights.size()) + " layers, found " +
             std::to_string(i.activations.size()));
    const auto check_tuple = [&](const std::vector<Table>& tuple, const std::string& key) {
        if (tuple.size() != i.weights.size()) fail("key \"" + key + "\": expected as many layers as \"weights\"");
        std::size_t width = i.inputs.empty() ? 0 : i.inputs.front().size();
        for (const auto& table : tuple) {
            if (table.empty()) fail("key \"" + key + "\": expected rows, found an empty layer");
            for (const auto& row : table)
                if (row.size() != width || width == 0)
                    fail("key \"" + key + "\": expected rows of " + std::to_string(width) + " entries, found " +
                         std::to_string(row.size()));
            width = table.size();
        }
        for (const auto& target : i.targets)
            if (target.size() != width)
                fail("key \"targets\": expected " + std::to_string(width) + " entries, found " + std::to_string(target.size()));
    };
    if (i.inputs.empty() || i.inputs.size() != i.targets.size())
        fail("keys \"inputs\" and \"targets\": expected equally many samples, at least one, found " +
             std::to_string(i.inputs.size()) + " and " + std::to_string(i.targets.size()));
    for (const auto& input : i.inputs)
        if (input.size() != i.inputs.front().size()) fail("key \"inputs\": expected samples of equal length");
    check_tuple(i.weights, "weights");
    if (!i.other_weights.empty()) check_tuple(i.other_weights, "other_weights");
    if (i.loss == Loss::softmax_cross_entropy) check_classes(i.targets);
    if (i.order.size() > most_of_anything)
        fail("key \"order\": expected at most " + std::to_string(most_of_anything) + " samples, found " +
             std::to_string(i.order.size()));
    for (const int sample : i.order)
        if (static_cast<std::size_t>(sample) >= i.inputs.size())
            fail("key \"order\": expected samples below " + std::to_string(i.inputs.size()) + ", found " + std::to_string(sample));
    if (!(i.tau > 0)) fail("key \"tau\": expected a positive number, found " + exact_text(i.tau));
    if (!(i.learning_rate >= 0)) fail("key \"learning_rate\": expected a number >= 0, found " + exact_text(i.learning_rate));
    if (i.micro_batches < 1) fail("key \"micro_batches\": expected at least 1, found " + std::to_string(i.micro_batches));
}

void check_shapes(const PulsesInstance& i) {
    check_device(i.device);
    if (!(i.pulse_size > 0)) fail("key \"pulse_size\": expected a positive number, found " + exact_text(i.pulse_size));
}

void check_shapes(const DeviceInstance& i) {
    check_device(i.device);
    if (i.increments.empty()) fail("key \"increments\": expected at least one, found none");
}

void check_shapes(const VectorsInstance& i) {
    for (const auto& v : i.vectors)
        if (v.size() != i.vectors.front().size()) fail("key \"vectors\": expected vectors of equal length");
}

void check_shapes(const ScheduleInstance& i) {
    if (i.stages < 1 || i.micro_batches < 1 || i.count < 1)
        fail("keys \"stages\", \"micro_batches\", \"count\": expected at least 1 each");
    // Every stage is asked in every cycle, and without a pipeline there are 2 stages x count of them.
    constexpr int most_stages = 64;
    if (i.stages > most_stages)
        fail("key \"stages\": expected at most " + std::to_string(most_stages) + ", found " + std::to_string(i.stages));
}

void check_shapes(const ArrayInstance& i) {
    const std::size_t dimension = i.weight.size();
    if (dimension == 0) fail("key \"weight\": expected at least one entry, found none");
    const auto check = [&](const char* key, const Numbers& list, bool may_be_empty) {
        if (list.size() != dimension && !(may_be_empty && list.empty()))
            fail("key \"" + std::string(key) + "\": expected " + std::to_string(dimension) +
                 " entries as in \"weight\", found " + std::to_string(list.size()));
    };
    if (is_over_samples(i.shape)) check_samples(i);
    else
        check("curvatures", i.curvatures, false);
    check("mirror", i.mirror, true);
    check("minimum", i.minimum, false);
    check("residual", i.residual, false);
    for (const auto& outcome : i.noise) check("noise", outcome, false);
    if (i.odds.size() != i.noise.size()) fail("key \"odds\": expected one for each outcome of \"noise\"");
    for (const double odds : i.odds)
        if (!(odds > 0)) fail("key \"odds\": expected positive numbers, found " + exact_text(odds));
    if (!i.mirror.empty() && std::all_of(i.mirror.begin(), i.mirror.end(), [](double x) { return x == 0; }))
        fail("key \"mirror\": expected a vector other than 0");
    // Every claim speaks of rates and curvatures of these signs alone, and few ask for them.
    for (const auto& [key, rate] : {std::pair("alpha", i.alpha), std::pair("beta", i.beta)})
        if (!(rate >= 0)) fail("key \"" + std::string(key) + "\": expected a number >= 0, found " + exact_text(rate));
    if (!(i.gamma > 0)) fail("key \"gamma\": expected a positive number, found " + exact_text(i.gamma));
    for (const double curvature : i.curvatures)
        if (!(curvature > 0)) fail("key \"curvatures\": expected positive numbers, found " + exact_text(curvature));
    if (i.steps < 1) fail("key \"steps\": expected at least 1, found " + std::to_string(i.steps));
    check_device(i.device, "device.");
    check_device(i.residual_device, "residual_device.");
}

void check_shapes(const ParametersInstance& i) {
    for (const auto& [name, value] : i.values)
        if (is_count(name) && !(value >= 0 && value <= most_of_anything && value == std::trunc(value)))
            fail("key \"values." + name + "\": expected a whole number up to " + std::to_string(most_of_anything) + ", found " +
                 exact_text(value));
}

void check_shapes(const IncrementsInstance& i) {
    if (i.increments.empty()) fail("key \"increments\": expected at least one step, found none");
    if (i.increments.front().empty()) fail("key \"increments\": expected at least one layer, found none");
    for (const auto& step : i.increments)
        if (step.size() != i.increments.front().size()) fail("key \"increments\": expected as many layers in every step");
}

}  // namespace aimcert
