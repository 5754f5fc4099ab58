#include "core/monitor/lyapunov.hpp"
#include "properties/pipeline/asynchronous_run.hpp"
#include "reference/monitor.hpp"
#include "tests/differential/compare.hpp"
#include "tests/differential/reference_instance.hpp"

namespace aimcert::differential {
namespace {

template <class S>
class Pipeline : public ::testing::Test {};
TYPED_TEST_SUITE(Pipeline, Scalars, ScalarName);

/// Whole runs. The digits of a rational run grow by a factor 2M a step: rationals take the small, nearly linear networks.
template <class S>
PipelineShape runs() {
    return {.layers = 5, .width = 6, .samples = 3, .steps = 5, .micro_batches = 3,
            .tight = std::is_same_v<S, Rational> ? 1 : 0.3};
}

/// c and f* of the Lyapunov function, any numbers.
constexpr double auxiliary_weight = 0.375, minimum = 0.125;

/// Asynchronous training: W_k, W~_k, x~, z~, delta~, increments, saturation, delays, auxiliary and Lyapunov function.
struct AsynchronousRuns {
    template <class S>
    static void core(const PipelineInstance& instance, Quantities<S>& q) {
        const auto architecture = architecture_of(instance);
        const auto initial = make_weights<S>(instance.weights);
        const auto samples = make_samples<S>(instance);
        const auto response = device_of<S>(instance);
        AsynchronousPipeline<S> pipeline(architecture, initial, response, math::constant<S>(instance.learning_rate));
        AccumulatedDelay<S> delay(initial.size());
        Signals<S> signals(initial);
        for (const int n : instance.order) {
            const auto& sample = samples[static_cast<std::size_t>(n)];
            Weights<S> stale, foreseen;
            for (std::size_t m = 0; m < initial.size(); ++m) stale.push_back(pipeline.weights().stale(m));
            q.add("W~", stale);
            const Signals<S> at_step = pipeline.stale_signals(sample);
            q.add("x~", at_step.input);
            q.add("z~", at_step.preactivation);
            q.add("delta~", at_step.error);
            pipeline.next_weights(sample, foreseen);
            q.add("next W", foreseen);
            const auto statistics = pipeline.step(sample);
            const auto weights = pipeline.weights().current();
            q.add("W", weights);
            for (std::size_t m = 0; m < statistics.size(); ++m) {
                delay.push(m, statistics[m].squared_increment);
                q.add("|dW|^2", statistics[m].squared_increment);
                q.add("|W|_inf", statistics[m].max_abs);
                q.add("Q", delay.squared(m));
            }
            q.add("sum of Q", delay.squared());
            q.add("r", saturation_degree(weights, inverse_range(response)));
            q.add("auxiliary", delay.auxiliary());
            q.add("V", lyapunov_function(objective(architecture, weights, samples, signals), math::constant<S>(minimum),
                                         math::constant<S>(auxiliary_weight), delay));
        }
    }
    static void reference(const PipelineInstance& instance, ReferenceQuantities& q) {
        using namespace reference;
        const auto training = reference_training(instance);
        const auto run = run_async(training, reference_weights(instance.weights), reference_order(instance), instance.order.size());
        for (std::size_t k = 0; k < run.steps.size(); ++k) {
            const AsyncStep& step = run.steps[k];
            q.add("W~", step.stale);
            q.add("x~", step.signals.activations);
            q.add("z~", step.signals.preactivations);
            q.add("delta~", step.deltas);
            q.add("next W", step.next);
            q.add("W", run.weights[k + 1]);
            const auto squared = squared_delay(run.weights, k + 1);
            Real total = 0;
            for (std::size_t m = 0; m < squared.size(); ++m) {
                const Real increment = increment_norm(run.weights, static_cast<std::ptrdiff_t>(k), m);
                q.add("|dW|^2", increment * increment);
                q.add("|W|_inf", largest_entry(run.weights[k + 1][m]));
                q.add("Q", squared[m]);
                total += squared[m];
            }
            q.add("sum of Q", total);
            q.add("r", reference::saturation_degree(run.weights[k + 1], instance.tau));
            q.add("auxiliary", auxiliary(run.weights, k + 1));
            q.add("V", lyapunov(training, run.weights, k + 1, minimum, auxiliary_weight));
        }
    }
};

TYPED_TEST(Pipeline, TrainsAsynchronouslyLikeTheReference) {
    expect_agreement<AsynchronousRuns, TypeParam>(pipeline_instances(runs<TypeParam>()), 30);
}

/// C_k, irrational as soon as a layer has several weights; at the end of a run.
struct AccumulatedDelays {
    template <class S>
    static void core(const PipelineInstance& instance, Quantities<S>& q) {
        const auto samples = make_samples<S>(instance);
        AsynchronousPipeline<S> pipeline(architecture_of(instance), make_weights<S>(instance.weights), device_of<S>(instance),
                                         math::constant<S>(instance.learning_rate));
        AccumulatedDelay<S> delay(instance.weights.size());
        for (const int n : instance.order) {
            const auto& statistics = pipeline.step(samples[static_cast<std::size_t>(n)]);
            for (std::size_t m = 0; m < statistics.size(); ++m) delay.push(m, statistics[m].squared_increment);
        }
        for (std::size_t m = 0; m < delay.layers(); ++m) q.add("C", delay.accumulated(m));
        q.add("sum of C", delay.accumulated());
    }
    static void reference(const PipelineInstance& instance, ReferenceQuantities& q) {
        const auto run = run_async(reference_training(instance), reference_weights(instance.weights),
                                   reference_order(instance), instance.order.size());
        Real total = 0;
        for (const Real& delay : reference::accumulated_delay(run.weights, instance.order.size())) {
            q.add("C", delay);
            total += delay;
        }
        q.add("sum of C", total);
    }
};

TYPED_TEST(Pipeline, AccumulatesDelayLikeTheReference) {
    expect_agreement<AccumulatedDelays, TypeParam>(pipeline_instances(runs<TypeParam>()), 30);
}

/// Training by mini-batches: every W_{k,b} and W_k.
struct SynchronousRuns {
    template <class S>
    static void core(const PipelineInstance& instance, Quantities<S>& q) {
        const auto samples = make_samples<S>(instance);
        SynchronousTraining<S> training(architecture_of(instance), make_weights<S>(instance.weights), device_of<S>(instance),
                                        math::constant<S>(instance.learning_rate), instance.micro_batches);
        for (std::size_t k = 0; k < instance.order.size(); ++k) {
            const auto& statistics = training.accumulate(samples[static_cast<std::size_t>(instance.order[k])]);
            q.add("W_kb", training.accumulated());
            for (const auto& layer : statistics) q.add("|W_kb+1 - W_kb|^2", layer.squared_increment);
            if ((k + 1) % static_cast<std::size_t>(instance.micro_batches) != 0) continue;
            training.commit();
            q.add("W", training.weights());
            q.add("r", saturation_degree(training.weights(), inverse_range(device_of<S>(instance))));
        }
    }
    static void reference(const PipelineInstance& instance, ReferenceQuantities& q) {
        using namespace reference;
        const auto batch = static_cast<std::size_t>(instance.micro_batches);
        const auto run = run_sync(reference_training(instance), reference_weights(instance.weights),
                                  reference_order(instance), batch, instance.order.size() / batch);
        for (std::size_t k = 0; k < run.steps.size(); ++k) {
            const WeightHistory& within = run.steps[k].within;
            for (std::size_t b = 0; b < batch; ++b) {
                q.add("W_kb", within[b + 1]);
                const auto increment = add_scaled(within[b + 1], Real(-1), within[b]);
                for (const auto& layer : increment) q.add("|W_kb+1 - W_kb|^2", squared_norm(layer));
            }
            q.add("W", run.weights[k + 1]);
            q.add("r", reference::saturation_degree(run.weights[k + 1], instance.tau));
        }
    }
};

TYPED_TEST(Pipeline, TrainsSynchronouslyLikeTheReference) {
    PipelineShape shape = runs<TypeParam>();
    shape.learning_rate = LearningRate::sync;
    expect_agreement<SynchronousRuns, TypeParam>(pipeline_instances(shape), 30);
}

/// What the descent claims know of every step, with its conditional expectations.
struct Expectations {
    template <class S>
    static void core(const PipelineInstance& instance, Quantities<S>& q) {
        for (const auto& step : run_asynchronously<S>(instance).steps) {
            q.add("f", step.state.objective);
            q.add("|grad f|^2", step.state.gradient_norm_sq);
            q.add("s^2", step.state.noise_variance);
            q.add("r_k", step.state.saturation);
            q.add("sum of Q", step.state.squared_delay);
            q.add("A", step.auxiliary);
            q.add("E|dW + alpha eps|^2", step.state.denoised_increment);
            q.add("E f next", step.expected_objective_next);
            q.add("E A next", step.expected_auxiliary_next);
        }
    }
    static void reference(const PipelineInstance& instance, ReferenceQuantities& q) {
        using namespace reference;
        const auto training = reference_training(instance);
        const auto run = run_async(training, reference_weights(instance.weights), reference_order(instance), instance.order.size());
        for (std::size_t k = 0; k < run.steps.size(); ++k) {
            const WeightHistory history(run.weights.begin(), run.weights.begin() + static_cast<std::ptrdiff_t>(k) + 1);
            const auto next = async_expectation(training, history);
            Real delay = 0;
            for (const Real& of_layer : squared_delay(history, k)) delay += of_layer;
            q.add("f", reference::objective(training.network, history[k], training.samples));
            q.add("|grad f|^2", reference::squared_norm(full_gradient(training.network, history[k], training.samples)));
            q.add("s^2", gradient_noise(training.network, history[k], training.samples).variance);
            q.add("r_k", reference::saturation_degree(history[k], instance.tau));
            q.add("sum of Q", delay);
            q.add("A", auxiliary(history, k));
            q.add("E|dW + alpha eps|^2", next.corrected_increment_sq);
            q.add("E f next", next.objective_next);
            q.add("E A next", next.auxiliary_next);
        }
    }
};

TYPED_TEST(Pipeline, ExpectsTheNextStepLikeTheReference) {
    PipelineShape shape = runs<TypeParam>();
    shape.steps = 3;
    expect_agreement<Expectations, TypeParam>(pipeline_instances(shape), 12);
}

}  // namespace
}  // namespace aimcert::differential
