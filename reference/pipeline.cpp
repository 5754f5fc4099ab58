#include "reference/pipeline.hpp"

namespace aimcert::reference {

const Matrix& layer_weights_at(const WeightHistory& history, std::ptrdiff_t j, std::size_t layer) {
    return history.at(j < 0 ? 0 : static_cast<std::size_t>(j)).at(layer);
}

Weights stale_weights(const WeightHistory& history, std::size_t k) {
    const std::size_t layers = history.at(0).size();
    Weights stale;
    for (std::size_t m = 1; m <= layers; ++m) {
        const auto j = static_cast<std::ptrdiff_t>(k) - static_cast<std::ptrdiff_t>(layers - m);
        stale.push_back(layer_weights_at(history, j, m - 1));
    }
    return stale;
}

Weights analog_step(const Device& device, const Weights& weights, const Real& step, const Weights& gradient) {
    Weights next = weights;
    for (std::size_t m = 0; m < weights.size(); ++m) {
        for (std::size_t i = 0; i < weights[m].size(); ++i) {
            for (std::size_t j = 0; j < weights[m][i].size(); ++j) {
                next[m][i][j] = analog_update(device, weights[m][i][j], -step * gradient[m][i][j]);
            }
        }
    }
    return next;
}

AsyncStep async_step(const Training& training, const WeightHistory& history, std::size_t sample) {
    const Sample& drawn = training.samples.at(sample);
    const Weights& current = history.back();
    AsyncStep step;
    step.sample = sample;
    step.stale = stale_weights(history, history.size() - 1);
    step.signals = forward(training.network, step.stale, drawn.input);
    step.deltas = backward(training.network, current, step.signals, drawn.target);
    step.gradient = rank_one_gradients(step.deltas, step.signals);
    step.next = analog_step(training.device, current, training.learning_rate, step.gradient);
    return step;
}

AsyncRun run_async(const Training& training, const Weights& initial, const std::vector<std::size_t>& order,
                   std::size_t steps) {
    AsyncRun run;
    run.weights.push_back(initial);
    for (std::size_t k = 0; k < steps; ++k) {
        run.steps.push_back(async_step(training, run.weights, order.at(k % order.size())));
        run.weights.push_back(run.steps.back().next);
    }
    return run;
}

SyncStep sync_step(const Training& training, const Weights& weights, const std::vector<std::size_t>& samples) {
    SyncStep step;
    step.samples = samples;
    step.within.push_back(weights);
    const Real share = training.learning_rate / samples.size();
    for (const std::size_t sample : samples) {
        step.gradients.push_back(sample_gradient(training.network, weights, training.samples.at(sample)));
        step.within.push_back(analog_step(training.device, step.within.back(), share, step.gradients.back()));
    }
    return step;
}

SyncRun run_sync(const Training& training, const Weights& initial, const std::vector<std::size_t>& order,
                 std::size_t micro_batches, std::size_t steps) {
    SyncRun run;
    run.weights.push_back(initial);
    for (std::size_t k = 0; k < steps; ++k) {
        std::vector<std::size_t> samples;
        for (std::size_t b = 0; b < micro_batches; ++b) {
            samples.push_back(order.at((k * micro_batches + b) % order.size()));
        }
        run.steps.push_back(sync_step(training, run.weights.back(), samples));
        run.weights.push_back(run.steps.back().within.back());
    }
    return run;
}

}  // namespace aimcert::reference
