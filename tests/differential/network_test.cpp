#include "reference/monitor.hpp"
#include "tests/differential/compare.hpp"
#include "tests/differential/reference_instance.hpp"

namespace aimcert::differential {
namespace {

template <class S>
class Network : public ::testing::Test {};
TYPED_TEST_SUITE(Network, Scalars, ScalarName);

/// Vectors of numbers around 0, 1 and far away, where exponentials fade or would overflow.
rc::Gen<VectorsInstance> vectors(int count, int longest) {
    return generator<VectorsInstance>(
        [=](Source& source, int) {
            VectorsInstance instance;
            const int length = source.integer(1, longest);
            const double bound = source.pick(Numbers{1, 1, 4, 30, 300, 0x1p-30});
            for (int v = 0; v < count; ++v) {
                auto& vector = instance.vectors.emplace_back();
                for (int i = 0; i < length; ++i) vector.push_back(source.within(bound));
            }
            return instance;
        },
        simpler_vectors);
}

struct Activations {
    template <class S>
    static void core(const VectorsInstance& instance, Quantities<S>& q) {
        for (const auto& [activation, name] : activation_names) q.add("l", activation_lipschitz<S>(activation));
        for (const double number : instance.vectors[0])
            for (const auto& [activation, name] : activation_names) {
                const S z = math::constant<S>(number);
                q.add("g'(z) of " + std::string(name), activation_derivative(activation, z));
                q.add("g(z) of " + std::string(name), activation_value(activation, z));
            }
        for (const auto& [activation, name] : activation_names)
            q.add("s of " + std::string(name), activation_smoothness<S>(activation));
    }
    static void reference(const VectorsInstance& instance, ReferenceQuantities& q) {
        for (const auto& [activation, name] : activation_names)
            q.add("l", reference::activation_lipschitz(reference_activation(activation)));
        for (const Real z : instance.vectors[0])
            for (const auto& [activation, name] : activation_names) {
                q.add("g'(z) of " + std::string(name), activation_derivative(reference_activation(activation), z));
                q.add("g(z) of " + std::string(name), activation_value(reference_activation(activation), z));
            }
        for (const auto& [activation, name] : activation_names)
            q.add("s of " + std::string(name), activation_smoothness(reference_activation(activation)));
    }
};

TYPED_TEST(Network, HasTheActivationsOfTheReference) {
    expect_agreement<Activations, TypeParam>(vectors(1, 8), 60);
}

/// Values, gradients and constants of every loss; the target of softmax_cross_entropy is its largest entry, made hot.
struct Losses {
    static Numbers target_of(Loss loss, const VectorsInstance& instance) {
        const Numbers& numbers = instance.vectors[1];
        if (loss != Loss::softmax_cross_entropy) return numbers;
        Numbers hot(numbers.size(), 0);
        hot[static_cast<std::size_t>(std::ranges::max_element(numbers) - numbers.begin())] = 1;
        return hot;
    }
    template <class S>
    static void core(const VectorsInstance& instance, Quantities<S>& q) {
        const auto output = make_vector<S>(instance.vectors[0]);
        Vector<S> gradient = output;
        for (const auto& [loss, name] : loss_names) {
            const auto target = make_vector<S>(target_of(loss, instance));
            q.add("Lam1 of " + std::string(name), loss_smoothness<S>(loss));
            q.add("l(x, y) of " + std::string(name), loss_value(loss, output, target));
            loss_gradient(loss, output, target, gradient);
            q.add("dl/dx of " + std::string(name), gradient);
            q.add("Lam0 of " + std::string(name), loss_gradient_bound(loss, norm(output), norm(target), output.size()));
        }
    }
    static void reference(const VectorsInstance& instance, ReferenceQuantities& q) {
        const auto output = reference_vector(instance.vectors[0]);
        for (const auto& [loss, name] : loss_names) {
            const auto target = reference_vector(target_of(loss, instance));
            q.add("Lam1 of " + std::string(name), loss_smoothness(reference_loss(loss)));
            q.add("l(x, y) of " + std::string(name), loss_value(reference_loss(loss), output, target));
            q.add("dl/dx of " + std::string(name), loss_gradient(reference_loss(loss), output, target));
            q.add("Lam0 of " + std::string(name), reference::loss_gradient_bound(reference_loss(loss), reference::norm(output),
                                                                                reference::norm(target), output.size()));
        }
    }
};

TYPED_TEST(Network, HasTheLossesOfTheReference) { expect_agreement<Losses, TypeParam>(vectors(2, 8), 100); }

/// One pass forward on W and backward on W', for every sample.
struct MixedSignals {
    template <class S>
    static void core(const PipelineInstance& instance, Quantities<S>& q) {
        const auto architecture = architecture_of(instance);
        const auto ahead = make_weights<S>(instance.weights), back = make_weights<S>(instance.other_weights);
        Signals<S> signals(ahead);
        for (const auto& sample : make_samples<S>(instance)) {
            forward(architecture, [&](std::size_t m) -> const Matrix<S>& { return ahead[m]; }, sample.input, signals);
            backward(architecture, [&](std::size_t m) -> const Matrix<S>& { return back[m]; }, sample.target, signals);
            Weights<S> gradient;
            gradient_of(signals, gradient);
            q.add("x", signals.input);
            q.add("z", signals.preactivation);
            q.add("delta", signals.error);
            q.add("G", gradient);
        }
    }
    static void reference(const PipelineInstance& instance, ReferenceQuantities& q) {
        const auto network = reference_network(instance);
        const auto ahead = reference_weights(instance.weights), back = reference_weights(instance.other_weights);
        for (const auto& sample : reference_samples(instance)) {
            const auto signals = reference::forward(network, ahead, sample.input);
            const auto deltas = reference::backward(network, back, signals, sample.target);
            q.add("x", signals.activations);
            q.add("z", signals.preactivations);
            q.add("delta", deltas);
            q.add("G", rank_one_gradients(deltas, signals));
        }
    }
};

constexpr PipelineShape one_network{.layers = 6, .width = 8, .samples = 4, .steps = 1, .other_weights = true,
                                    .learning_rate = LearningRate::free};

TYPED_TEST(Network, SignalsLikeTheReferenceWithSeparateForwardAndBackwardWeights) {
    expect_agreement<MixedSignals, TypeParam>(pipeline_instances(one_network), 40);
}

struct Gradients {
    template <class S>
    static void core(const PipelineInstance& instance, Quantities<S>& q) {
        const auto architecture = architecture_of(instance);
        const auto weights = make_weights<S>(instance.weights);
        const auto samples = make_samples<S>(instance);
        const auto gradients = sample_gradients(architecture, weights, samples);
        q.add("grad f(W; xi)", gradients.of_sample);
        q.add("grad f(W)", gradients.mean);
        q.add("|grad f(W)|^2", squared_norm(gradients.mean));
        q.add("s^2", gradients.noise_variance);
        Signals<S> signals(weights);
        q.add("f(W)", objective(architecture, weights, samples, signals));
    }
    static void reference(const PipelineInstance& instance, ReferenceQuantities& q) {
        const auto network = reference_network(instance);
        const auto weights = reference_weights(instance.weights);
        const auto samples = reference_samples(instance);
        std::vector<reference::Weights> of_sample;
        for (const auto& sample : samples) of_sample.push_back(sample_gradient(network, weights, sample));
        const auto mean = full_gradient(network, weights, samples);
        q.add("grad f(W; xi)", of_sample);
        q.add("grad f(W)", mean);
        q.add("|grad f(W)|^2", reference::squared_norm(mean));
        q.add("s^2", gradient_noise(network, weights, samples).variance);
        q.add("f(W)", reference::objective(network, weights, samples));
    }
};

TYPED_TEST(Network, HasTheGradientsOfTheReference) {
    expect_agreement<Gradients, TypeParam>(pipeline_instances(one_network), 40);
}

}  // namespace
}  // namespace aimcert::differential
