// Claim   At ∇f(W) = 0: E_k[W_{k+1}] - W = -(α/τ) E|ε| ⊙ W, ε = ∇f(W; ξ).
// Source  AP 11.
// Why     W_{k+1} = W - α(∇f + ε) - (α/τ)|∇f + ε| ⊙ W with ∇f = 0 and E ε = 0. At the start of a run nothing is stale.
// Sides   Entry by entry. The instances have critical points that are exact in rationals, so equality is decided there:
//         samples come in groups of one input whose errors cancel.

#include "core/instances.hpp"
#include "properties/checks.hpp"
#include "properties/generators.hpp"

#include <cmath>

namespace aimcert {
namespace {

/// Entries are multiples of 1/8 up to 1: products of few of them are exact in double.
Numbers draw_eighths(Source& source, std::size_t size) {
    Numbers numbers(size);
    for (double& number : numbers) number = source.integer(-8, 8) / 8.0;
    return numbers;
}

/// Adds two or three samples of one input whose output errors are residuals that add up to zero.
void add_cancelling_group(Source& source, PipelineInstance& i, const Numbers& input, const Numbers& output) {
    const int group = source.integer(2, 3);
    Numbers last = output;
    for (int n = 0; n < group; ++n) {
        Numbers target = n + 1 == group ? last : output;
        if (n + 1 < group)
            for (std::size_t p = 0; p < output.size(); ++p) {
                const double residual = source.integer(-16, 16) / 8.0;
                target[p] += residual;
                last[p] -= residual;
            }
        i.inputs.push_back(input);
        i.targets.push_back(target);
    }
}

/// Several linear layers, half squared error, targets around the network's output.
void draw_linear_network(Source& source, PipelineInstance& i, int layers) {
    i.loss = Loss::half_squared_error;
    i.activations.assign(static_cast<std::size_t>(layers), Activation::identity);
    auto width = static_cast<std::size_t>(source.integer(1, 4));
    const std::size_t inputs = width;
    for (int m = 0; m < layers; ++m) {
        const auto next = static_cast<std::size_t>(source.integer(1, 4));
        Table& table = i.weights.emplace_back(next);
        for (auto& row : table) row = draw_eighths(source, width);
        width = next;
    }
    for (int group = source.integer(1, 2); group > 0; --group) {
        const Numbers input = draw_eighths(source, inputs);
        const auto weights = make_weights<double>(i.weights);
        Signals<double> signals(weights);
        sample_loss(architecture_of(i), weights, {make_vector<double>(input), Vector<double>::Zero(signals.output().size())},
                    signals);
        add_cancelling_group(source, i, input, {signals.output().begin(), signals.output().end()});
    }
}

/// One layer of an activation that is rational at 0 (softplus is not) whose weights are orthogonal to the input, so
/// that z = 0: half squared error with targets around 0, or softmax of two equal outputs with each label once.
void draw_orthogonal_layer(Source& source, PipelineInstance& i) {
    i.loss = source.chance(0.5) ? Loss::half_squared_error : Loss::softmax_cross_entropy;
    i.activations = {source.pick(std::vector{Activation::identity, Activation::tanh, Activation::centered_sigmoid,
                                             Activation::arctan, Activation::sin})};
    const std::size_t outputs = i.loss == Loss::softmax_cross_entropy ? 2 : static_cast<std::size_t>(source.integer(1, 4));
    Table& table = i.weights.emplace_back();
    for (std::size_t row = 0; row < outputs; ++row) {
        const double weight = source.integer(-8, 8) / 8.0;
        table.push_back({weight, -weight});
    }
    const double x = source.integer(1, 8) / 8.0;
    if (i.loss == Loss::half_squared_error) {
        add_cancelling_group(source, i, {x, x}, Numbers(outputs, 0.0));
    } else {
        i.inputs = {{x, x}, {x, x}};
        i.targets = {{1, 0}, {0, 1}};
    }
}

struct WeightDrift {
    using Instance = PipelineInstance;

    static ClaimInfo info() {
        return {.id = "weight_drift",
                .form = Form::published,
                .statement = "∇f(W) = 0 implies E_k[W_{k+1}] - W = -(α/τ) E|ε| ⊙ W",
                .hypotheses = {"∇f(W) = 0"},
                .constants = {"ε = ∇f(W; ξ) - ∇f(W)"},
                .source = "AP 11",
                .relation = Relation::equal,
                .status = "an identity, met in every instance, exactly",
                .cases = 3000};
    }

    static rc::Gen<Instance> instances() {
        return generator<Instance>(
            [](Source& source, int size) {
                Instance i;
                if (source.chance(0.3)) draw_orthogonal_layer(source, i);
                else draw_linear_network(source, i, source.integer(1, 1 + 3 * size / 100));
                i.tau = source.chance(0.05) ? std::numeric_limits<double>::infinity() : source.range();
                if (std::isfinite(i.tau)) i.tau *= source.uniform(1, 2);
                i.learning_rate = source.log_uniform(0.01, 1);
                return i;
            },
            simpler_pipelines);
    }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        const auto architecture = architecture_of(instance);
        const auto weights = make_weights<S>(instance.weights);
        const auto samples = make_samples<S>(instance);
        const auto response = device_of<S>(instance);
        const S learning_rate = math::constant<S>(instance.learning_rate);
        const S count = math::whole<S>(samples.size());
        const auto gradients = sample_gradients(architecture, weights, samples);
        if (!checks.require("∇f(W) = 0", max_abs(gradients.mean), S(0))) return;

        AsynchronousPipeline<S> pipeline(architecture, weights, response, learning_rate);
        Weights<S> next, sum_next, sum_noise;
        for (std::size_t n = 0; n < samples.size(); ++n) {
            pipeline.next_weights(samples[n], next);
            for (std::size_t m = 0; m < weights.size(); ++m) {
                const Matrix<S> noise = gradients.of_sample[n][m].unaryExpr([](const S& entry) { return math::abs(entry); });
                if (n == 0) {
                    sum_next.push_back(next[m]);
                    sum_noise.push_back(noise);
                } else {
                    sum_next[m] += next[m];
                    sum_noise[m] += noise;
                }
            }
        }
        for (std::size_t m = 0; m < weights.size(); ++m)
            for (Eigen::Index e = 0; e < weights[m].size(); ++e) {
                const S& weight = weights[m].data()[e];
                checks.equal("entry of E[W_{k+1}] - W against -(α/τ) E|ε| ⊙ W", sum_next[m].data()[e] / count - weight,
                             -learning_rate * inverse_range(response) * (sum_noise[m].data()[e] / count) * weight,
                             math::abs(weight));
            }
        if (ScalarTraits<S>::less_equal(gradients.noise_variance, S(0)) == Truth::no) checks.label("noisy gradient");
        if (weights.size() > 1) checks.label("several layers");
        checks.label(instance.tau < std::numeric_limits<double>::infinity() ? "analog" : "digital");
    }
};

}  // namespace

std::vector<Claim> weight_drift() { return {make_claim<WeightDrift>()}; }

}  // namespace aimcert
