#include "reference/monitor.hpp"

namespace aimcert::reference {
namespace {

/// Every outcome of one update with its noise, all equally likely.
struct Outcome {
    Weights next;
    Weights noise;
};

Real larger(const Real& a, const Real& b) {
    return a < b ? b : a;
}

Weights absolute(const Weights& weights) {
    Weights result = weights;
    for (Matrix& layer : result) {
        for (Vector& row : layer) {
            for (Real& entry : row) {
                entry = abs(entry);
            }
        }
    }
    return result;
}

/// First j of layer m's window k-(M-m)..k-1; m counts from 1.
std::ptrdiff_t window_begin(std::size_t k, std::size_t layers, std::size_t m) {
    return static_cast<std::ptrdiff_t>(k) - static_cast<std::ptrdiff_t>(layers - m);
}

ConditionalExpectation mean_over(const Training& training, const WeightHistory& history,
                                 const std::vector<Outcome>& outcomes) {
    const Weights& current = history.back();
    ConditionalExpectation sum{0, zeros_like(current), 0, 0, 0};
    for (const Outcome& outcome : outcomes) {
        const Weights increment = add_scaled(outcome.next, Real(-1), current);
        WeightHistory extended = history;
        extended.push_back(outcome.next);
        sum.objective_next += objective(training.network, outcome.next, training.samples);
        sum.weights_next = add_scaled(sum.weights_next, Real(1), outcome.next);
        sum.increment_sq += squared_norm(increment);
        sum.corrected_increment_sq += squared_norm(add_scaled(increment, training.learning_rate, outcome.noise));
        sum.auxiliary_next += auxiliary(extended, history.size());
    }
    const Real count = outcomes.size();
    return {sum.objective_next / count, add_scaled(zeros_like(current), 1 / count, sum.weights_next),
            sum.increment_sq / count, sum.corrected_increment_sq / count, sum.auxiliary_next / count};
}

/// The next tuple in 0..base-1 to the power of its length, least significant digit first; false after the last.
bool advance(std::vector<std::size_t>& digits, std::size_t base) {
    for (std::size_t& digit : digits) {
        if (++digit < base) {
            return true;
        }
        digit = 0;
    }
    return false;
}

}  // namespace

Real saturation_degree(const Weights& weights, const Real& tau) {
    return largest_entry(weights) / tau;
}

Real largest_saturation_degree(const AsyncRun& run, const Real& tau) {
    Real largest = 0;
    for (const Weights& weights : run.weights) {
        largest = larger(largest, saturation_degree(weights, tau));
    }
    return largest;
}

Real largest_saturation_degree(const SyncRun& run, const Real& tau) {
    Real largest = saturation_degree(run.weights.at(0), tau);
    for (const SyncStep& step : run.steps) {
        for (const Weights& weights : step.within) {
            largest = larger(largest, saturation_degree(weights, tau));
        }
    }
    return largest;
}

Real increment_norm(const WeightHistory& history, std::ptrdiff_t j, std::size_t layer) {
    return distance(layer_weights_at(history, j + 1, layer), layer_weights_at(history, j, layer));
}

Vector accumulated_delay(const WeightHistory& history, std::size_t k) {
    const std::size_t layers = history.at(0).size();
    Vector delay(layers, Real(0));
    for (std::size_t m = 1; m <= layers; ++m) {
        for (std::ptrdiff_t j = window_begin(k, layers, m); j < static_cast<std::ptrdiff_t>(k); ++j) {
            delay[m - 1] += increment_norm(history, j, m - 1);
        }
    }
    return delay;
}

Vector squared_delay(const WeightHistory& history, std::size_t k) {
    const std::size_t layers = history.at(0).size();
    Vector delay(layers, Real(0));
    for (std::size_t m = 1; m <= layers; ++m) {
        for (std::ptrdiff_t j = window_begin(k, layers, m); j < static_cast<std::ptrdiff_t>(k); ++j) {
            const Weights increment{add_scaled(layer_weights_at(history, j + 1, m - 1), Real(-1),
                                               layer_weights_at(history, j, m - 1))};
            delay[m - 1] += squared_norm(increment);
        }
    }
    return delay;
}

Real auxiliary(const WeightHistory& history, std::size_t k) {
    const std::size_t layers = history.at(0).size();
    Real sum = 0;
    for (std::size_t m = 1; m <= layers; ++m) {
        const std::ptrdiff_t begin = window_begin(k, layers, m);
        for (std::ptrdiff_t j = begin; j < static_cast<std::ptrdiff_t>(k); ++j) {
            const std::ptrdiff_t age_weight = j - begin + 1;
            sum += age_weight * squared_norm(add_scaled(layer_weights_at(history, j + 1, m - 1), Real(-1),
                                                        layer_weights_at(history, j, m - 1)));
        }
    }
    return sum;
}

Real lyapunov(const Training& training, const WeightHistory& history, std::size_t k, const Real& lowest_objective,
              const Real& lyapunov_weight) {
    return objective(training.network, history.at(k), training.samples) - lowest_objective +
           lyapunov_weight * auxiliary(history, k);
}

GradientNoise gradient_noise(const Network& network, const Weights& weights, const std::vector<Sample>& samples) {
    const Weights mean = full_gradient(network, weights, samples);
    Real variance = 0;
    Weights absolute_sum = zeros_like(weights);
    for (const Sample& sample : samples) {
        const Weights noise = add_scaled(sample_gradient(network, weights, sample), Real(-1), mean);
        variance += squared_norm(noise);
        absolute_sum = add_scaled(absolute_sum, Real(1), absolute(noise));
    }
    const Real share = Real(1) / samples.size();
    return {variance * share, add_scaled(zeros_like(weights), share, absolute_sum)};
}

ConditionalExpectation async_expectation(const Training& training, const WeightHistory& history) {
    const Weights& current = history.back();
    const Weights mean = full_gradient(training.network, current, training.samples);
    std::vector<Outcome> outcomes;
    for (std::size_t sample = 0; sample < training.samples.size(); ++sample) {
        const Weights fresh = sample_gradient(training.network, current, training.samples[sample]);
        outcomes.push_back({async_step(training, history, sample).next, add_scaled(fresh, Real(-1), mean)});
    }
    return mean_over(training, history, outcomes);
}

ConditionalExpectation sync_expectation(const Training& training, const WeightHistory& history,
                                        std::size_t micro_batches) {
    const Weights& current = history.back();
    const Weights mean = full_gradient(training.network, current, training.samples);
    std::vector<Outcome> outcomes;
    std::vector<std::size_t> samples(micro_batches, 0);
    do {
        const SyncStep step = sync_step(training, current, samples);
        Weights noise = add_scaled(zeros_like(mean), Real(-1), mean);
        for (const Weights& gradient : step.gradients) {
            noise = add_scaled(noise, Real(1) / micro_batches, gradient);
        }
        outcomes.push_back({step.within.back(), noise});
    } while (advance(samples, training.samples.size()));
    return mean_over(training, history, outcomes);
}

}  // namespace aimcert::reference
