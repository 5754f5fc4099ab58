// The rules that a learning rate has to obey are taken from the core as it is compiled here, so that mutants, which
// compile a core of their own, need no other object of it.
#define AIMCERT_INLINE_CORE

#include "properties/generators.hpp"
#include "properties/pipeline/asynchronous_run.hpp"
#include "properties/pipeline/synchronous_run.hpp"

#include <algorithm>
#include <cmath>

namespace aimcert {
namespace {

Table draw_table(Source& source, int rows, int columns, double bound) {
    Table table(static_cast<std::size_t>(rows), Numbers(static_cast<std::size_t>(columns)));
    for (auto& row : table)
        for (double& entry : row) entry = source.within(bound);
    return table;
}

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Inputs of norm `size`, targets in [-reach, reach]; one-hot targets for softmax_cross_entropy.
void draw_samples(Source& source, PipelineInstance& i, int samples, double size, double reach) {
    const std::size_t inputs = i.weights.front().front().size(), outputs = i.weights.back().size();
    for (int n = 0; n < samples; ++n) {
        Numbers input(inputs), target(outputs, 0.0);
        double length = 0;
        for (double& x : input) {
            x = source.within(1);
            length += x * x;
        }
        length = std::sqrt(length);
        if (length > 0x1p-500)
            for (double& x : input) x *= size / length;
        if (i.loss == Loss::softmax_cross_entropy)
            target[static_cast<std::size_t>(source.integer(0, static_cast<int>(outputs) - 1))] = 1;
        else
            for (double& y : target) y = source.within(reach);
        i.inputs.push_back(input);
        i.targets.push_back(target);
    }
}

/// Targets that the network meets: zero gradient.
void meet_targets(PipelineInstance& i) {
    const auto weights = make_weights<double>(i.weights);
    Signals<double> signals(weights);
    for (std::size_t n = 0; n < i.inputs.size(); ++n) {
        sample_loss(architecture_of(i), weights, {make_vector<double>(i.inputs[n]), make_vector<double>(i.targets[n])},
                    signals);
        i.targets[n].assign(signals.output().begin(), signals.output().end());
    }
}

/// Targets around what the network gives for one input, at equal distances: zero gradient, but all noise.
void balance_targets(Source& source, PipelineInstance& i) {
    i.inputs.resize(1);
    i.targets.resize(1);
    meet_targets(i);
    i.inputs.push_back(i.inputs.front());
    i.targets.push_back(i.targets.front());
    for (std::size_t p = 0; p < i.targets.front().size(); ++p) {
        const double distance = source.integer(-8, 8);
        i.targets[0][p] += distance;
        i.targets[1][p] -= distance;
    }
}

void make_samples_identical(PipelineInstance& i) {
    for (auto& input : i.inputs) input = i.inputs.front();
    for (auto& target : i.targets) target = i.targets.front();
}

/// So many layers or steps as were drawn, but two at least where something has to be delayed.
int enough(Source& source, const PipelineShape& shape, int drawn) {
    return shape.delayed && !source.chance(0.1) ? std::max(drawn, 2) : drawn;
}

/// Any network: mixed activations and losses, any width.
void draw_network(Source& source, PipelineInstance& i, const PipelineShape& shape, int size) {
    const auto grow = [&](int most) { return source.integer(1, std::max(1, (most * size + 99) / 100)); };
    const int layers = enough(source, shape, grow(shape.layers));
    std::vector<int> widths;
    for (int m = 0; m <= layers; ++m) widths.push_back(grow(shape.width));
    i.loss = source.pick(std::vector{Loss::half_squared_error, Loss::softmax_cross_entropy, Loss::log_cosh});
    for (int m = 0; m < layers; ++m)
        i.activations.push_back(activation_names[static_cast<std::size_t>(source.integer(0, 5))].first);

    const double power = std::exp2(source.integer(-2, 1)), natural = power / std::sqrt(source.uniform(1, 4));
    i.tau = source.chance(shape.digital) ? infinity
            : source.chance(0.05)        ? (source.chance(0.5) ? 0x1p-100 : 0x1p100)
                                         : natural * source.uniform(0.5, 3);
    const double saturation = source.chance(0.05)  ? 1
                              : source.chance(0.1) ? shape.saturation
                                                   : source.uniform(0, shape.saturation);
    const double reach = i.tau < 0x1p50 ? saturation * i.tau : natural;
    const bool zero_weights = source.chance(0.03);
    for (std::size_t m = 0; m + 1 < widths.size(); ++m)
        i.weights.push_back(draw_table(source, widths[m + 1], widths[m], zero_weights ? 0 : reach));
    const double target_reach = source.chance(0.8) ? 1 : 4, input_norm = source.chance(0.7) ? 1 : source.log_uniform(0.1, 3);
    draw_samples(source, i, grow(shape.samples), input_norm, target_reach);
    if (source.chance(0.1)) make_samples_identical(i);  // no noise
    if (source.chance(0.03) && i.loss != Loss::softmax_cross_entropy) meet_targets(i);
    i.a_posteriori = source.chance(0.5);
}

/// Networks on which the bounds are nearly attained: one neuron a layer, hardly any curvature, few binary digits, so
/// that much of it stays rational. Short: the digits of a rational run grow by a factor 2M a step.
void draw_tight_network(Source& source, PipelineInstance& i, const PipelineShape& shape, int size) {
    const int layers = enough(source, shape, source.integer(1, std::min(shape.layers, size < 20 ? 2 : 3)));
    i.loss = source.chance(0.8) ? Loss::half_squared_error : Loss::log_cosh;
    for (int m = 0; m < layers; ++m)
        i.activations.push_back(source.chance(0.7) ? Activation::identity
                                                   : activation_names[static_cast<std::size_t>(source.integer(0, 5))].first);
    i.tau = source.chance(shape.digital) ? infinity : std::exp2(source.integer(-1, 2));
    const double reach = i.tau < 0x1p50 ? i.tau * shape.saturation : 1;
    const double size_of_weights = source.pick(Numbers{1, 1, 0.5, 0.125});
    for (int m = 0; m < layers; ++m)
        i.weights.push_back({{std::trunc(source.integer(-16, 16) * reach * size_of_weights) / 16}});
    const int samples = source.integer(1, std::min(shape.samples, 3));
    for (int n = 0; n < samples; ++n) {
        i.inputs.push_back({source.chance(0.5) ? 1.0 : -1.0});
        const int multiple = source.integer(-8, 8);
        i.targets.push_back({multiple * source.pick(Numbers{0.125, 1, 4})});
    }
    if (source.chance(0.3)) make_samples_identical(i);
    else if (shape.samples > 1 && source.chance(0.3)) balance_targets(source, i);
    i.a_posteriori = source.chance(0.8);
}

/// W' near W, far away, or equal.
void draw_other_weights(Source& source, PipelineInstance& i) {
    const double largest = max_abs(make_weights<double>(i.weights));
    const double reach = i.tau < infinity ? i.tau : std::max(largest, 1.0);
    const double distance = source.chance(0.1) ? 0 : source.log_uniform(1e-6, 1);
    i.other_weights = i.weights;
    for (auto& table : i.other_weights)
        for (auto& row : table)
            for (double& entry : row)
                entry = std::clamp(entry + source.within(distance * std::min(reach, 2 * largest + 0x1p-10)), -reach, reach);
}

void draw_order(Source& source, PipelineInstance& i, const PipelineShape& shape, int steps) {
    const int samples = static_cast<int>(i.inputs.size());
    i.micro_batches = source.integer(1, shape.micro_batches);
    while (i.micro_batches > 1 && std::pow(samples, i.micro_batches) > largest_mini_batch_count) --i.micro_batches;
    const bool one_sample = source.chance(0.3);  // the same sample again and again: increments add up
    for (int k = 0; k < steps * i.micro_batches; ++k)
        i.order.push_back(one_sample ? 0 : source.integer(0, samples - 1));
}

/// The largest rate that the rule allows at W_0: what the run meets later is not known yet.
double initial_rate(const PipelineInstance& i, const PipelineShape& shape) {
    const auto weights = make_weights<double>(i.weights);
    const auto samples = make_samples<double>(i);
    WeightsMet<double> met{i.a_posteriori};
    met.add(weights);
    if (shape.learning_rate == LearningRate::bounded) {
        const double r = i.saturation_bound;
        const auto in_box = signal_bounds(architecture_of(i), box_spectral_bounds(weights, r * i.tau), samples);
        return bounded_iterates_learning_rate(in_box, i.tau, met.max_weight / i.tau, r,
                                              std::max(1, static_cast<int>(i.order.size())));
    }
    const auto bounds = bounds_of_run(i, samples, weights, met);
    const auto constants = descent_constants(bounds, i.tau < infinity ? met.max_weight / i.tau : 0, i.young);
    switch (shape.learning_rate) {
        case LearningRate::descent: return descent_learning_rate(constants);
        case LearningRate::sync: return 1 / (2 * constants.smoothness);
        default: return 1 / constants.smoothness;
    }
}

/// What the rule allows on the run that the instance's own rate gives; infinity where no rule depends on the run.
double rate_allowed_on_run(const PipelineInstance& i, LearningRate rule) {
    if (rule == LearningRate::descent) return run_asynchronously<double>(i).largest_rate;
    if (rule == LearningRate::sync) return run_synchronously<double>(i).largest_rate;
    return infinity;
}

/// The largest number below x with few binary digits, so that rational runs stay short.
double few_digits_below(double x) {
    int exponent = 0;
    const double mantissa = std::frexp(x, &exponent);
    return std::ldexp(std::trunc(std::ldexp(mantissa, 5)), exponent - 5);
}

double draw_learning_rate(Source& source, PipelineInstance i, const PipelineShape& shape, bool tight) {
    const auto simple = [&](double rate) { return tight ? few_digits_below(rate) : rate; };
    const double fraction = shape.learning_rate == LearningRate::free ? source.log_uniform(0.02, 20)
                            : source.chance(0.6)                      ? source.uniform(0.8, 1)
                                                                      : source.log_uniform(0.05, 1);
    double rate = simple(fraction * initial_rate(i, shape));
    if (!std::isfinite(rate) || !(rate > 0)) rate = 1;
    if (shape.learning_rate == LearningRate::free && i.tau < infinity && source.chance(0.7)) {
        // Mostly an increment that the device can make: |d| <= tau.
        const auto gradients =
            sample_gradients(architecture_of(i), make_weights<double>(i.weights), make_samples<double>(i));
        double largest = 0;
        for (const auto& gradient : gradients.of_sample) largest = std::max(largest, max_abs(gradient));
        if (largest > 0) rate = std::min(rate, simple(i.tau / largest));
    }
    for (int attempt = 0; attempt < 4; ++attempt) {
        i.learning_rate = rate;
        const double allowed = rate_allowed_on_run(i, shape.learning_rate);
        if (rate <= allowed) break;
        if (std::isfinite(allowed) && allowed > 0) rate = simple(0.99 * allowed);
        else rate /= 16;  // the run overflowed
    }
    return rate;
}

}  // namespace

rc::Gen<PipelineInstance> pipeline_instances(const PipelineShape& shape) {
    const auto draw = [=](Source& source, int size) {
        PipelineInstance i;
        const bool tight = source.chance(shape.tight);
        if (tight) draw_tight_network(source, i, shape, size);
        else draw_network(source, i, shape, size);
        if (shape.other_weights) draw_other_weights(source, i);
        i.young = source.chance(0.3) ? 1 : tight ? source.pick(Numbers{0.125, 0.25, 0.5, 2, 4}) : source.log_uniform(0.05, 5);
        const int steps = tight ? std::min(shape.steps, 4) : std::max(1, (shape.steps * size + 99) / 100);
        draw_order(source, i, shape, enough(source, shape, source.integer(1, steps)));
        const double saturation = i.tau < infinity ? max_abs(make_weights<double>(i.weights)) / i.tau : 0;
        i.saturation_bound = source.uniform(std::min(saturation, 1.0), 1) * 0.99 + 0.01 * saturation;
        i.learning_rate = draw_learning_rate(source, i, shape, tight);
        return i;
    };
    return generator<PipelineInstance>(draw, simpler_pipelines);
}

std::vector<PipelineInstance> simpler_pipelines(const PipelineInstance& instance) {
    std::vector<PipelineInstance> list;
    const auto propose = [&](PipelineInstance candidate) {
        if (!(candidate == instance)) list.push_back(std::move(candidate));
    };
    const std::size_t layers = instance.weights.size();

    if (instance.order.size() > 1) {  // shorter runs
        PipelineInstance copy = instance;
        copy.order.resize(std::max<std::size_t>(instance.order.size() / 2 / static_cast<std::size_t>(instance.micro_batches), 1) *
                          static_cast<std::size_t>(instance.micro_batches));
        propose(copy);
        copy = instance;
        copy.order.pop_back();
        if (copy.order.size() % static_cast<std::size_t>(instance.micro_batches) == 0) propose(copy);
    }
    if (instance.micro_batches > 1) {
        PipelineInstance copy = instance;
        --copy.micro_batches;
        propose(copy);
    }
    {  // one sample all along, the box as it is
        PipelineInstance copy = instance;
        std::ranges::fill(copy.order, 0);
        propose(copy);
        copy = instance;
        copy.a_posteriori = false;
        propose(copy);
    }
    for (std::size_t m = 0; layers > 1 && m < layers; ++m) {  // fewer layers, where the widths still chain
        const std::size_t in = instance.weights[m].front().size(), out = instance.weights[m].size();
        if (in != out) continue;
        PipelineInstance copy = instance;
        copy.weights.erase(copy.weights.begin() + static_cast<std::ptrdiff_t>(m));
        copy.activations.erase(copy.activations.begin() + static_cast<std::ptrdiff_t>(m));
        if (!copy.other_weights.empty()) copy.other_weights.erase(copy.other_weights.begin() + static_cast<std::ptrdiff_t>(m));
        propose(copy);
    }
    for (std::size_t n = 0; instance.inputs.size() > 1 && n < instance.inputs.size(); ++n) {  // fewer samples
        PipelineInstance copy = instance;
        copy.inputs.erase(copy.inputs.begin() + static_cast<std::ptrdiff_t>(n));
        copy.targets.erase(copy.targets.begin() + static_cast<std::ptrdiff_t>(n));
        for (int& sample : copy.order)
            if (static_cast<std::size_t>(sample) >= n && sample > 0) --sample;
        propose(copy);
    }
    for (std::size_t boundary = 0; boundary <= layers; ++boundary) {  // narrower layers
        const std::size_t width = boundary == 0 ? instance.inputs.front().size() : instance.weights[boundary - 1].size();
        if (width == 1 || (boundary == layers && instance.loss == Loss::softmax_cross_entropy)) continue;
        PipelineInstance copy = instance;
        const auto narrow = [&](std::vector<Table>& tuple) {
            if (tuple.empty()) return;
            if (boundary > 0) tuple[boundary - 1].pop_back();
            if (boundary < layers)
                for (auto& row : tuple[boundary]) row.pop_back();
        };
        narrow(copy.weights);
        narrow(copy.other_weights);
        if (boundary == 0)
            for (auto& input : copy.inputs) input.pop_back();
        if (boundary == layers)
            for (auto& target : copy.targets) target.pop_back();
        propose(copy);
    }
    for (std::size_t m = 0; m < layers; ++m) {  // plainer activations
        PipelineInstance copy = instance;
        copy.activations[m] = Activation::identity;
        propose(copy);
    }
    {
        PipelineInstance copy = instance;
        copy.loss = Loss::half_squared_error;
        propose(copy);
    }
    const auto numbers = [&](auto access, bool positive) {
        PipelineInstance copy = instance;
        for (const double candidate : simpler(access(copy)))
            if (!positive || candidate > 0) {
                PipelineInstance next = instance;
                access(next) = candidate;
                propose(std::move(next));
            }
    };
    numbers([](PipelineInstance& i) -> double& { return i.tau; }, true);
    numbers([](PipelineInstance& i) -> double& { return i.learning_rate; }, true);
    numbers([](PipelineInstance& i) -> double& { return i.young; }, true);
    numbers([](PipelineInstance& i) -> double& { return i.saturation_bound; }, true);
    const auto tables = [&](auto access) {
        const auto& tuple = access(const_cast<PipelineInstance&>(instance));
        for (std::size_t m = 0; m < tuple.size(); ++m)
            for (std::size_t row = 0; row < tuple[m].size(); ++row)
                for (auto& entries : simpler_entries(tuple[m][row])) {
                    PipelineInstance copy = instance;
                    access(copy)[m][row] = std::move(entries);
                    propose(std::move(copy));
                }
    };
    tables([](PipelineInstance& i) -> std::vector<Table>& { return i.weights; });
    tables([](PipelineInstance& i) -> std::vector<Table>& { return i.other_weights; });
    for (std::size_t n = 0; n < instance.inputs.size(); ++n) {
        for (auto& entries : simpler_entries(instance.inputs[n])) {
            PipelineInstance copy = instance;
            copy.inputs[n] = std::move(entries);
            propose(std::move(copy));
        }
        if (instance.loss == Loss::softmax_cross_entropy) continue;
        for (auto& entries : simpler_entries(instance.targets[n])) {
            PipelineInstance copy = instance;
            copy.targets[n] = std::move(entries);
            propose(std::move(copy));
        }
    }
    return list;
}

}  // namespace aimcert
