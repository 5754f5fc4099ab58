#pragma once

#include "core/network/network.hpp"
#include "core/pipeline/layer_update.hpp"

namespace aimcert {

/// Training by mini-batches of B micro-batches, without a pipeline or in a synchronous one: the same arithmetic on a
/// different clock (AP 7, 83). W_{k,0} = W_k, W_{k,b+1} = U(W_{k,b}, -(alpha/B) g_b) with g_b = ∇f(W_k; xi_{k,b}),
/// W_{k+1} = W_{k,B}. No heap allocation once constructed.
template <class S>
class SynchronousTraining {
public:
    SynchronousTraining(Architecture architecture, const Weights<S>& initial, AnyResponse<S> response,
                        const S& learning_rate, int micro_batches);

    const Architecture& architecture() const { return architecture_; }
    /// W_k.
    const Weights<S>& weights() const { return weights_; }
    /// W_{k,b} after the b micro-batches accumulated so far.
    const Weights<S>& accumulated() const { return next_; }

    /// Micro-batch b: W_{k,b+1} from W_{k,b}.
    const std::vector<UpdateStatistics<S>>& accumulate(const Sample<S>& sample, bool monitored = true);

    /// End of the mini-batch: W_{k+1} = W_{k,B}.
    void commit();

    /// Forgets the micro-batches accumulated since the last `commit`: W_{k,b} = W_k.
    void rewind();

private:
    Architecture architecture_;
    AnyResponse<S> response_;
    S micro_batch_rate_;
    Weights<S> weights_, next_;
    Signals<S> signals_;
    Vector<S> scratch_;
    std::vector<UpdateStatistics<S>> statistics_;
};

// Defined outside of the class: functions that are not inline are compiled once where core/instances.hpp declares them.

template <class S>
SynchronousTraining<S>::SynchronousTraining(Architecture architecture, const Weights<S>& initial, AnyResponse<S> response, const S& learning_rate,
                    int micro_batches)
    : architecture_(std::move(architecture)),
      response_(std::move(response)),
      micro_batch_rate_(learning_rate / math::whole<S>(micro_batches)),
      weights_(initial),
      next_(initial),
      signals_(initial),
      statistics_(initial.size()) {
    Eigen::Index widest = 0;
    for (const auto& w : initial) widest = std::max(widest, w.cols());
    scratch_.resize(widest);
}

template <class S>
const std::vector<UpdateStatistics<S>>& SynchronousTraining<S>::accumulate(const Sample<S>& sample, bool monitored) {
    forward_backward(architecture_, weights_, sample, signals_);
    for (std::size_t m = 0; m < next_.size(); ++m)
        statistics_[m] = update_layer(response_, next_[m], next_[m], signals_.error[m], signals_.input[m],
                                      micro_batch_rate_, scratch_, monitored);
    return statistics_;
}

template <class S>
void SynchronousTraining<S>::commit() {
    for (std::size_t m = 0; m < weights_.size(); ++m) weights_[m] = next_[m];
}

template <class S>
void SynchronousTraining<S>::rewind() {
    for (std::size_t m = 0; m < weights_.size(); ++m) next_[m] = weights_[m];
}

}  // namespace aimcert
