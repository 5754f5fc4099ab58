#pragma once

#include "cli/files/configuration.hpp"
#include "cli/training/one_step.hpp"
#include "cli/training/random_numbers.hpp"
#include "cli/training/residual_optimizer.hpp"
#include "cli/training/scalar_range.hpp"

#include <functional>
#include <variant>

namespace aimcert::cli::training {

/// Samples in the order of the configuration: its list, cycled, or uniform draws.
class SampleOrder {
public:
    SampleOrder(const TrainingPlan& plan, std::size_t samples) : order_(plan.order), samples_(samples), random_(plan.seed) {}
    std::size_t next() { return order_.empty() ? random_.index(samples_) : order_[position_++ % order_.size()]; }

private:
    const std::vector<std::size_t>& order_;
    std::size_t samples_, position_ = 0;
    RandomNumbers random_;
};

/// W_k, W~_k (equal without a pipeline's delays) and the delay monitor before step k. Where a device holds something
/// else than W_k, `arrays` says what: the arrays W and P of a layer.
template <class S>
struct State {
    std::function<const Matrix<S>&(std::size_t)> current, stale;
    const AccumulatedDelay<S>* delay;
    std::size_t layers;
    std::function<const Matrix<S>&(std::size_t layer, std::size_t array)> arrays = nullptr;

    Weights<S> weights() const { return copied(current); }
    Weights<S> stale_weights() const { return copied(stale); }

private:
    Weights<S> copied(const std::function<const Matrix<S>&(std::size_t)>& layer) const {
        Weights<S> weights;
        for (std::size_t m = 0; m < layers; ++m) weights.push_back(layer(m));
        return weights;
    }
};

template <class S>
struct StepStatistics {
    S increment_norm_sq = S(0);  ///< |W_{k+1} - W_k|²
    S max_weight = S(0);         ///< of W_{k+1}, and of the W_{k,b} before it
};

/// What the network uses at the end, and the arrays that devices hold: W, and P of algorithms that have it.
template <class S>
struct Trained {
    Weights<S> weights, held, residual;
};

/// Trains `steps` steps; `before(k, state)` and `after(k, statistics)` watch.
template <class S, class Before, class After>
Trained<S> walk_asynchronously(const Configuration& configuration, const Problem<S>& problem, const Weights<S>& initial, int steps,
                               const Before& before, const After& after) {
    AsynchronousPipeline<S> pipeline(problem.architecture, initial, problem.response, problem.learning_rate);
    AccumulatedDelay<S> delay(initial.size());
    SampleOrder order(configuration.train, problem.samples.size());
    const State<S> state{[&](std::size_t m) -> const Matrix<S>& { return pipeline.weights().current(m); },
                         [&](std::size_t m) -> const Matrix<S>& { return pipeline.weights().stale(m); }, &delay, initial.size()};
    for (int k = 0; k < steps; ++k) {
        before(k, state);
        StepStatistics<S> statistics;
        const auto& of_layers = pipeline.step(problem.samples[order.next()]);
        for (std::size_t m = 0; m < of_layers.size(); ++m) {
            delay.push(m, of_layers[m].squared_increment);
            statistics.increment_norm_sq += of_layers[m].squared_increment;
            statistics.max_weight = math::max(statistics.max_weight, of_layers[m].max_abs);
        }
        check_finite(configuration, k, statistics.increment_norm_sq);
        after(k, statistics);
    }
    return {pipeline.weights().current(), pipeline.weights().current(), {}};
}

template <class S, class Before, class After>
Trained<S> walk_synchronously(const Configuration& configuration, const Problem<S>& problem, const Weights<S>& initial, int steps,
                              const Before& before, const After& after) {
    SynchronousTraining<S> training(problem.architecture, initial, problem.response, problem.learning_rate, problem.micro_batches);
    const AccumulatedDelay<S> delay(initial.size());
    SampleOrder order(configuration.train, problem.samples.size());
    const auto layer = [&](std::size_t m) -> const Matrix<S>& { return training.weights()[m]; };
    const State<S> state{layer, layer, &delay, initial.size()};
    for (int k = 0; k < steps; ++k) {
        before(k, state);
        StepStatistics<S> statistics;
        for (int b = 0; b < problem.micro_batches; ++b)
            for (const auto& of_layer : training.accumulate(problem.samples[order.next()])) {
                check_finite(configuration, k, of_layer.squared_increment);
                statistics.max_weight = math::max(statistics.max_weight, of_layer.max_abs);
            }
        for (std::size_t m = 0; m < initial.size(); ++m)
            statistics.increment_norm_sq += squared_norm(training.accumulated()[m] - training.weights()[m]);
        check_finite(configuration, k, statistics.increment_norm_sq);
        training.commit();
        after(k, statistics);
    }
    return {training.weights(), training.weights(), {}};
}

/// Algorithms with a residual array, one optimizer a layer; all gradients of a mini-batch are taken at its first point.
template <class S, class Before, class After>
Trained<S> walk_on_two_arrays(const Configuration& configuration, const Problem<S>& problem, const Weights<S>& initial, int steps,
                              const Before& before, const After& after) {
    const auto& plan = configuration.train;
    const S share = S(1) / S(problem.micro_batches);
    using Layer = std::variant<TikiTaka<S>, ResidualLearning<S>, ResidualLearningV2<S>>;
    std::vector<Layer> layers;
    Weights<S> points = initial, gradient = initial, noise = initial;
    for (const auto& w : initial)
        with_residual_optimizer(plan, w, problem.response, problem.learning_rate,
                                [&](auto optimizer) { layers.emplace_back(std::move(optimizer)); });
    const AccumulatedDelay<S> delay(initial.size());
    SampleOrder order(plan, problem.samples.size());
    RandomNumbers read_noise(plan.seed + 1);
    Signals<S> signals(initial);
    const auto point = layer_of(points);
    const auto array = [&](std::size_t m, std::size_t a) -> const Matrix<S>& {
        return std::visit([&](const auto& layer) -> const Matrix<S>& { return layer.array(a); }, layers[m]);
    };
    const State<S> state{point, point, &delay, initial.size(), array};
    for (int k = 0; k < steps; ++k) {
        before(k, state);
        for (int b = 0; b < problem.micro_batches; ++b) {
            forward_backward(problem.architecture, points, problem.samples[order.next()], signals);
            gradient_of(signals, gradient);
            for (std::size_t m = 0; m < layers.size(); ++m)
                std::visit([&](auto& layer) { layer.accumulate(gradient[m], share); }, layers[m]);
        }
        StepStatistics<S> statistics;
        for (std::size_t m = 0; m < layers.size(); ++m) {
            for (Eigen::Index i = 0; i < noise[m].size(); ++i)
                noise[m].data()[i] = plan.read_noise > 0 ? math::constant<S>(plan.read_noise * read_noise.normal()) : S(0);
            std::visit(
                [&](auto& layer) {
                    layer.finish(noise[m]);
                    statistics.increment_norm_sq += squared_norm(layer.point() - points[m]);
                    points[m] = layer.point();
                },
                layers[m]);
            statistics.max_weight = math::max(statistics.max_weight, max_abs(points[m]));
        }
        check_finite(configuration, k, statistics.increment_norm_sq);
        after(k, statistics);
    }
    Trained<S> trained{points, {}, {}};
    for (std::size_t m = 0; m < layers.size(); ++m) {
        trained.held.push_back(array(m, 0));
        trained.residual.push_back(array(m, 1));
    }
    return trained;
}

template <class S, class Before, class After>
Trained<S> walk(const Configuration& configuration, const Problem<S>& problem, const Weights<S>& initial, int steps,
                const Before& before, const After& after) {
    if (configuration.has_residual()) return walk_on_two_arrays(configuration, problem, initial, steps, before, after);
    if (problem.schedule == Schedule::async) return walk_asynchronously(configuration, problem, initial, steps, before, after);
    return walk_synchronously(configuration, problem, initial, steps, before, after);
}

}  // namespace aimcert::cli::training
