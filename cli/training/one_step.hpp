#pragma once

#include "core/instances.hpp"
#include "core/pipeline/schedule.hpp"

#include <tbb/blocked_range.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_reduce.h>

#include <optional>

namespace aimcert::cli {

/// The weights of each layer, as forward and backward take them: m -> W^(m).
template <class S>
auto layer_of(const Weights<S>& weights) {
    return [&weights](std::size_t m) -> const Matrix<S>& { return weights[m]; };
}

/// What a run trains, and how.
template <class S>
struct Problem {
    Architecture architecture;
    Samples<S> samples;
    AnyResponse<S> response;
    S learning_rate, inverse_tau;
    Schedule schedule;
    int micro_batches;
};

/// f(W), ∇f(W) and s² = mean_n |∇f(W; xi_n) - ∇f(W)|².
template <class S>
struct Moments {
    S objective = S(0);
    Weights<S> gradient;
    S noise_variance = S(0);
};

/// Exact means over everything that the next update may draw.
template <class S>
struct Expectation {
    S objective = S(0);               ///< E_k f(W_{k+1})
    S denoised_increment = S(0);      ///< E_k |dW_k + alpha eps_k|²; asynchronous runs only
    S weighted_increment = S(0);      ///< E_k Σ_m (M-m) |dW_k^(m)|²; asynchronous runs only
    S gradient_delay_error = S(0);    ///< max_n |∇f(W_k; xi_n) - G~(xi_n)|²; asynchronous runs only
    S max_weight = S(0);              ///< largest |weight| that any of the updates reaches
};

/// Mini-batches that are enumerated for an exact expectation.
constexpr std::size_t most_mini_batches = 4096;

/// N^B, or empty when it exceeds `most_mini_batches`.
inline std::optional<std::size_t> mini_batches(std::size_t samples, int micro_batches) {
    std::size_t count = 1;
    for (int b = 0; b < micro_batches && samples > 1; ++b)
        if ((count *= samples) > most_mini_batches) return std::nullopt;
    return count;
}

namespace one_step {

template <class S>
struct Sum {
    S scalar = S(0);
    Weights<S> weights;
};

/// Σ_n of what `add(n, sum)` adds. The tree of partial sums depends on N alone, not on the threads.
template <class S, class Add>
Sum<S> sum_over(std::size_t count, const Weights<S>& shapes, const Add& add) {
    Sum<S> zero;
    for (const auto& w : shapes) zero.weights.push_back(Matrix<S>::Zero(w.rows(), w.cols()));
    const std::size_t grain = std::max<std::size_t>(32, count / 16);
    return tbb::parallel_deterministic_reduce(
        tbb::blocked_range<std::size_t>(0, count, grain), zero,
        [&](const auto& range, Sum<S> sum) {
            Signals<S> signals(shapes);
            for (std::size_t n = range.begin(); n < range.end(); ++n) add(n, signals, sum);
            return sum;
        },
        [](Sum<S> a, const Sum<S>& b) {
            a.scalar += b.scalar;
            for (std::size_t m = 0; m < a.weights.size(); ++m) a.weights[m] += b.weights[m];
            return a;
        });
}

/// Memory of one thread.
template <class S>
struct Workspace {
    explicit Workspace(const Weights<S>& weights) : fresh(weights), stale(weights), next(weights) {
        Eigen::Index widest = 0;
        for (const auto& w : weights) widest = std::max(widest, w.cols());
        scratch.resize(widest);
    }
    Signals<S> fresh, stale;
    Weights<S> next;
    Vector<S> scratch;
};

template <class S>
Expectation<S> mean_of(const std::vector<Expectation<S>>& outcomes) {
    Expectation<S> mean;
    for (const auto& outcome : outcomes) {
        mean.objective += outcome.objective;
        mean.denoised_increment += outcome.denoised_increment;
        mean.weighted_increment += outcome.weighted_increment;
        mean.gradient_delay_error = math::max(mean.gradient_delay_error, outcome.gradient_delay_error);
        mean.max_weight = math::max(mean.max_weight, outcome.max_weight);
    }
    const S count = S(static_cast<int>(outcomes.size()));
    mean.objective = mean.objective / count;
    mean.denoised_increment = mean.denoised_increment / count;
    mean.weighted_increment = mean.weighted_increment / count;
    return mean;
}

/// The asynchronous update W_{k+1} on one sample, from W_k = `current` and W~_k = `stale`.
template <class S, class Current, class Stale>
Expectation<S> outcome(const Problem<S>& problem, const Current& current, const Stale& stale, const Sample<S>& sample,
                       const Weights<S>& gradient, Workspace<S>& work) {
    Expectation<S> result;
    const std::size_t layers = problem.architecture.layers();
    forward(problem.architecture, current, sample.input, work.fresh);
    backward(problem.architecture, current, sample.target, work.fresh);
    forward(problem.architecture, stale, sample.input, work.stale);
    backward(problem.architecture, current, sample.target, work.stale);
    for (std::size_t m = 0; m < layers; ++m) {
        const Matrix<S>& w = current(m);
        Matrix<S>& next = work.next[m];
        update_layer(problem.response, w, next, work.stale.error[m], work.stale.input[m], problem.learning_rate, work.scratch, false);
        S increment(0);
        for (Eigen::Index i = 0; i < w.rows(); ++i)
            for (Eigen::Index j = 0; j < w.cols(); ++j) {
                const S change = next(i, j) - w(i, j);
                const S fresh = work.fresh.error[m](i) * work.fresh.input[m](j);
                const S delayed = work.stale.error[m](i) * work.stale.input[m](j);
                increment += math::square(change);
                result.denoised_increment += math::square(S(change + problem.learning_rate * (fresh - gradient[m](i, j))));
                result.gradient_delay_error += math::square(S(fresh - delayed));
            }
        result.weighted_increment += S(static_cast<int>(layers - 1 - m)) * increment;
    }
    result.max_weight = max_abs(work.next);
    result.objective = objective(problem.architecture, work.next, problem.samples, work.stale);
    return result;
}

}  // namespace one_step

template <class S>
Moments<S> moments_at(const Problem<S>& problem, const Weights<S>& weights) {
    const auto& samples = problem.samples;
    const S count = S(static_cast<int>(samples.size()));
    Moments<S> moments;
    auto first = one_step::sum_over(samples.size(), weights, [&](std::size_t n, Signals<S>& signals, auto& sum) {
        forward_backward(problem.architecture, weights, samples[n], signals);
        sum.scalar += loss_value(problem.architecture.loss, signals.output(), samples[n].target);
        for (std::size_t m = 0; m < weights.size(); ++m)
            sum.weights[m] += signals.error[m].lazyProduct(signals.input[m].transpose());
    });
    moments.objective = first.scalar / count;
    moments.gradient = std::move(first.weights);
    for (auto& mean : moments.gradient)
        for (Eigen::Index i = 0; i < mean.size(); ++i) mean.data()[i] = mean.data()[i] / count;
    // A second pass, not E|g|² - |E g|²: the difference of large numbers would lose the digits of a small variance.
    moments.noise_variance =
        one_step::sum_over(samples.size(), weights, [&](std::size_t n, Signals<S>& signals, auto& sum) {
            forward_backward(problem.architecture, weights, samples[n], signals);
            for (std::size_t m = 0; m < weights.size(); ++m)
                sum.scalar += squared_norm(signals.error[m].lazyProduct(signals.input[m].transpose()) - moments.gradient[m]);
        }).scalar / count;
    return moments;
}

/// Mean over the N samples of an asynchronous update.
template <class S, class Current, class Stale>
Expectation<S> asynchronous_expectation(const Problem<S>& problem, const Weights<S>& shapes, const Current& current,
                                        const Stale& stale, const Weights<S>& gradient) {
    tbb::enumerable_thread_specific<one_step::Workspace<S>> workspaces([&] { return one_step::Workspace<S>(shapes); });
    std::vector<Expectation<S>> outcomes(problem.samples.size());
    tbb::parallel_for(std::size_t{0}, outcomes.size(), [&](std::size_t n) {
        outcomes[n] = one_step::outcome(problem, current, stale, problem.samples[n], gradient, workspaces.local());
    });
    return one_step::mean_of(outcomes);
}

/// Mean over the N^B mini-batches of a synchronous update of W_k; `count` = N^B.
template <class S>
Expectation<S> synchronous_expectation(const Problem<S>& problem, const Weights<S>& weights, std::size_t count) {
    struct Thread {
        SynchronousTraining<S> training;
        Signals<S> signals;
    };
    tbb::enumerable_thread_specific<Thread> threads([&] {
        return Thread{{problem.architecture, weights, problem.response, problem.learning_rate, problem.micro_batches}, Signals<S>(weights)};
    });
    std::vector<Expectation<S>> outcomes(count);
    tbb::parallel_for(std::size_t{0}, count, [&](std::size_t mini_batch) {
        auto& [training, signals] = threads.local();
        training.rewind();
        auto& outcome = outcomes[mini_batch];
        for (int b = 0; b < problem.micro_batches; ++b) {
            training.accumulate(problem.samples[mini_batch % problem.samples.size()], false);
            outcome.max_weight = math::max(outcome.max_weight, max_abs(training.accumulated()));
            mini_batch /= problem.samples.size();
        }
        outcome.objective = objective(problem.architecture, training.accumulated(), problem.samples, signals);
    });
    return one_step::mean_of(outcomes);
}

}  // namespace aimcert::cli
