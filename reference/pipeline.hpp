#pragma once

#include "reference/device.hpp"
#include "reference/network.hpp"

#include <cstddef>
#include <vector>

namespace aimcert::reference {

/// What a run needs beside its first weights. The device is AsymmetricLinear{tau} in AP's theory, tau = infinity the
/// digital counterpart (AP Remark 7); any other family works as well.
struct Training {
    Network network;
    std::vector<Sample> samples;
    Device device;
    Real learning_rate;
};

/// Every weight tuple W_0..W_k that a run has met, in order; nothing is ever dropped.
using WeightHistory = std::vector<Weights>;

/// W_j⁽ᵐ⁾ with W_j := W_0 for j < 0 (the pipeline fills); `layer` counts from 0.
const Matrix& layer_weights_at(const WeightHistory& history, std::ptrdiff_t j, std::size_t layer);

/// W~_k⁽ᵐ⁾ = W_{k-(M-m)}⁽ᵐ⁾ for m = 1..M (AP 8).
Weights stale_weights(const WeightHistory& history, std::size_t k);

/// W ← U(W, -step g) entry by entry in the device's case form; for an ALD W - step g - (step/tau) |g| ⊙ W (AP 6-7).
Weights analog_step(const Device& device, const Weights& weights, const Real& step, const Weights& gradient);

/// Update k of the asynchronous pipeline: all its signals, and the weights it leaves.
struct AsyncStep {
    std::size_t sample = 0;
    Weights stale;                ///< W~_k
    ForwardSignals signals;       ///< x~, z~
    std::vector<Vector> deltas;   ///< δ~
    Weights gradient;             ///< G~
    Weights next;                 ///< W_{k+1}
};

/// The update that follows W_0..W_k when sample `sample` is drawn: forward on W~_k, backward on W_k,
/// G~⁽ᵐ⁾ = δ~⁽ᵐ⁾ x~⁽ᵐ⁾ᵀ, W_{k+1} = U(W_k, -alpha G~). (AP 8-10)
AsyncStep async_step(const Training& training, const WeightHistory& history, std::size_t sample);

struct AsyncRun {
    WeightHistory weights;          ///< W_0..W_K
    std::vector<AsyncStep> steps;   ///< updates 0..K-1
};

/// K = `steps` updates, update k on sample order[k mod |order|].
AsyncRun run_async(const Training& training, const Weights& initial, const std::vector<std::size_t>& order,
                   std::size_t steps);

/// One mini-batch of B = `samples`.size() micro-batches.
struct SyncStep {
    std::vector<std::size_t> samples;
    std::vector<Weights> gradients;   ///< g_b = ∇f(W_k; ξ_{k,b}), b = 0..B-1
    WeightHistory within;             ///< W_{k,0} = W_k, .., W_{k,B} = W_{k+1}
};

/// W_{k,b+1} = U(W_{k,b}, -(alpha/B) g_b), every g_b at W_k. (AP 7, 83)
SyncStep sync_step(const Training& training, const Weights& weights, const std::vector<std::size_t>& samples);

struct SyncRun {
    WeightHistory weights;         ///< W_0..W_K
    std::vector<SyncStep> steps;   ///< mini-batches 0..K-1
};

/// K = `steps` mini-batches; micro-batch b of mini-batch k uses sample order[(k B + b) mod |order|]. The synchronous
/// pipeline and no pipeline share this arithmetic and differ only in their clock.
SyncRun run_sync(const Training& training, const Weights& initial, const std::vector<std::size_t>& order,
                 std::size_t micro_batches, std::size_t steps);

}  // namespace aimcert::reference
