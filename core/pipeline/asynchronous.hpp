#pragma once

#include "core/network/network.hpp"
#include "core/pipeline/layer_update.hpp"
#include "core/pipeline/stale_weights.hpp"

namespace aimcert {

/// Asynchronous pipeline training (AP 8-10): forward of sample k on the stale weights W~_k^(m) = W_{k-(M-m)}^(m),
/// backward on W_k, and W_{k+1}^(m) = U(W_k^(m), -alpha G~^(m)) with G~^(m) = delta~^(m) x~^(m)ᵀ; for the asymmetric
/// linear device  W_k - alpha G~ - (alpha/tau) |G~| ⊙ W_k. No heap allocation once constructed.
template <class S>
class AsynchronousPipeline {
public:
    AsynchronousPipeline(Architecture architecture, const Weights<S>& initial, AnyResponse<S> response, S learning_rate);

    const StaleWeights<S>& weights() const { return weights_; }
    const Architecture& architecture() const { return architecture_; }
    const S& learning_rate() const { return learning_rate_; }

    /// x~, z~, delta~ of a sample at the present state.
    const Signals<S>& stale_signals(const Sample<S>& sample);

    /// Update k on one sample. Statistics of each layer's update are returned when `monitored`.
    const std::vector<UpdateStatistics<S>>& step(const Sample<S>& sample, bool monitored = true);

    /// W_{k+1} if the next sample were `sample`; the state stays as it is.
    void next_weights(const Sample<S>& sample, Weights<S>& next);

private:
    Architecture architecture_;
    AnyResponse<S> response_;
    S learning_rate_;
    StaleWeights<S> weights_;
    Signals<S> signals_;
    Vector<S> scratch_;
    std::vector<UpdateStatistics<S>> statistics_;
};

// Defined outside of the class: functions that are not inline are compiled once where core/instances.hpp declares them.

template <class S>
AsynchronousPipeline<S>::AsynchronousPipeline(Architecture architecture, const Weights<S>& initial,
                                              AnyResponse<S> response, S learning_rate)
    : architecture_(std::move(architecture)),
      response_(std::move(response)),
      learning_rate_(std::move(learning_rate)),
      weights_(initial),
      signals_(initial),
      statistics_(initial.size()) {
    Eigen::Index widest = 0;
    for (const auto& w : initial) widest = std::max(widest, w.cols());
    scratch_.resize(widest);
}

template <class S>
const Signals<S>& AsynchronousPipeline<S>::stale_signals(const Sample<S>& sample) {
    forward(architecture_, [&](std::size_t m) -> const Matrix<S>& { return weights_.stale(m); }, sample.input, signals_);
    backward(architecture_, [&](std::size_t m) -> const Matrix<S>& { return weights_.current(m); }, sample.target, signals_);
    return signals_;
}

template <class S>
const std::vector<UpdateStatistics<S>>& AsynchronousPipeline<S>::step(const Sample<S>& sample, bool monitored) {
    stale_signals(sample);
    for (std::size_t m = 0; m < weights_.layers(); ++m)
        statistics_[m] = update_layer(response_, weights_.current(m), weights_.next(m), signals_.error[m],
                                      signals_.input[m], learning_rate_, scratch_, monitored);
    weights_.advance();
    return statistics_;
}

template <class S>
void AsynchronousPipeline<S>::next_weights(const Sample<S>& sample, Weights<S>& next) {
    stale_signals(sample);
    next.resize(weights_.layers());
    for (std::size_t m = 0; m < weights_.layers(); ++m) {
        next[m].resize(weights_.current(m).rows(), weights_.current(m).cols());
        update_layer(response_, weights_.current(m), next[m], signals_.error[m], signals_.input[m], learning_rate_,
                     scratch_, false);
    }
}

}  // namespace aimcert
