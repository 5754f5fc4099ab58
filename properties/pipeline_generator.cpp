#include "properties/generators.hpp"

#include "core/bounds/bounded_iterates.hpp"
#include "core/bounds/descent.hpp"
#include "core/monitor/saturation.hpp"

#include <cmath>

namespace aimcert {
namespace {

Table draw_table(Source& source, int rows, int columns, double bound) {
    Table table(static_cast<std::size_t>(rows), Numbers(static_cast<std::size_t>(columns)));
    for (auto& row : table)
        for (double& entry : row) entry = source.within(bound);
    return table;
}

/// A rate around what the rules allow for the box that the run will most likely stay in.
double draw_learning_rate(Source& source, const PipelineInstance& instance, const PipelineShape& shape) {
    const auto weights = make_weights<double>(instance.weights);
    const auto samples = make_samples<double>(instance);
    const double largest = max_abs(weights);
    const double box = std::max(largest * source.uniform(1.05, 1.5), 0x1p-20);
    std::vector<double> spectral;
    if (instance.a_posteriori) cover(spectral, weights);
    if (instance.a_posteriori)
        for (double& bound : spectral) bound = bound * 1.1 + 0x1p-20;
    else spectral = box_spectral_bounds(weights, box);
    const auto bounds = signal_bounds(architecture_of(instance), spectral, samples);
    const double saturation = std::isfinite(instance.tau) ? box / instance.tau : 0;
    const auto constants = descent_constants(bounds, saturation, instance.young);
    const double fraction = source.chance(0.4) ? source.uniform(0.8, 1) : source.log_uniform(0.05, 1);
    double rate = 1;
    switch (shape.learning_rate) {
        case LearningRate::free: rate = source.log_uniform(0.05, 20) / constants.smoothness; break;
        case LearningRate::descent: rate = fraction * descent_learning_rate(constants); break;
        case LearningRate::sync: rate = fraction / (2 * constants.smoothness); break;
        case LearningRate::bounded: {
            const double r = instance.saturation_bound;
            const auto in_box =
                signal_bounds(architecture_of(instance), box_spectral_bounds(weights, r * instance.tau), samples);
            rate = fraction * bounded_iterates_learning_rate(in_box, instance.tau, largest / instance.tau, r,
                                                             std::max(1, static_cast<int>(instance.order.size())));
            break;
        }
    }
    return std::isfinite(rate) && rate > 0 ? rate : 1;
}

}  // namespace

rc::Gen<PipelineInstance> pipeline_instances(const PipelineShape& shape) {
    const auto draw = [=](Source& source, int size) {
        const auto grow = [&](int most) { return source.integer(1, std::max(1, (most * size + 99) / 100)); };
        PipelineInstance i;
        const int layers = grow(shape.layers);
        std::vector<int> widths;
        for (int m = 0; m <= layers; ++m) widths.push_back(grow(shape.width));
        i.loss = source.pick(std::vector{Loss::half_squared_error, Loss::softmax_cross_entropy, Loss::log_cosh});
        for (int m = 0; m < layers; ++m)
            i.activations.push_back(activation_names[static_cast<std::size_t>(source.integer(0, 5))].first);

        const double natural = std::exp2(source.integer(-2, 1)) / std::sqrt(source.uniform(1, 4));
        i.tau = source.chance(shape.digital) ? std::numeric_limits<double>::infinity()
                : source.chance(0.05)        ? (source.chance(0.5) ? 0x1p-100 : 0x1p100)
                                             : natural * source.uniform(0.5, 3);
        const double saturation = source.chance(0.1) ? shape.saturation : source.uniform(0, shape.saturation);
        const double reach = i.tau < 0x1p50 ? saturation * i.tau : natural;
        const bool zero_weights = source.chance(0.03);
        for (int m = 0; m < layers; ++m) {
            const auto at = static_cast<std::size_t>(m);
            i.weights.push_back(draw_table(source, widths[at + 1], widths[at], zero_weights ? 0 : reach));
            if (shape.other_weights) {
                // Near by, far away, or equal.
                const double distance = source.chance(0.1) ? 0 : source.log_uniform(1e-6, 1);
                i.other_weights.push_back(i.weights.back());
                for (auto& row : i.other_weights.back())
                    for (double& entry : row)
                        entry = std::clamp(entry + source.within(distance * reach), -reach, reach);
            }
        }

        const int samples = grow(shape.samples);
        const double input_size = source.chance(0.7) ? 1 : source.log_uniform(0.1, 3);
        for (int n = 0; n < samples; ++n) {
            Numbers input(static_cast<std::size_t>(widths.front())), target(static_cast<std::size_t>(widths.back()), 0.0);
            double length = 0;
            for (double& x : input) {
                x = source.within(1);
                length += x * x;
            }
            length = std::sqrt(length);
            if (length > 0x1p-500)
                for (double& x : input) x *= input_size / length;
            if (i.loss == Loss::softmax_cross_entropy) target[static_cast<std::size_t>(source.integer(0, widths.back() - 1))] = 1;
            else
                for (double& y : target) y = source.within(1);
            i.inputs.push_back(input);
            i.targets.push_back(target);
        }
        if (source.chance(0.05))  // identical samples: no noise
            for (int n = 1; n < samples; ++n) {
                i.inputs[static_cast<std::size_t>(n)] = i.inputs[0];
                i.targets[static_cast<std::size_t>(n)] = i.targets[0];
            }
        if (source.chance(0.03) && i.loss != Loss::softmax_cross_entropy)  // targets met: zero gradient
            for (int n = 0; n < samples; ++n) {
                const auto weights = make_weights<double>(i.weights);
                Signals<double> signals(weights);
                const auto at = static_cast<std::size_t>(n);
                sample_loss(architecture_of(i), weights, {make_vector<double>(i.inputs[at]), make_vector<double>(i.targets[at])},
                            signals);
                i.targets[at].assign(signals.output().begin(), signals.output().end());
            }

        i.young = source.chance(0.3) ? 1 : source.log_uniform(0.05, 5);
        i.micro_batches = grow(shape.micro_batches);
        const int updates = grow(shape.steps) * i.micro_batches;
        for (int k = 0; k < updates; ++k) i.order.push_back(source.integer(0, samples - 1));
        i.a_posteriori = source.chance(0.5);
        i.saturation_bound = source.uniform(saturation, 1) * 0.99 + 0.01 * saturation;
        i.learning_rate = draw_learning_rate(source, i, shape);
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
