#pragma once

#include "cli/files/configuration.hpp"
#include "cli/training/constants.hpp"
#include "cli/training/one_step.hpp"

#include <deque>
#include <map>
#include <string>

namespace aimcert::cli {

/// W_k and the weights before it as the scalar of a run stored them, without further rounding.
struct StoredStep {
    std::deque<Weights<Real50>> weights;  ///< ..., W_{k-1}, W_k, from W_{k-M+1} or W_0 on; without a pipeline W_k alone

    /// W_{k-delay}; W_0 before the first step.
    const Weights<Real50>& delayed(std::size_t delay) const {
        return weights[weights.size() - 1 - std::min(delay, weights.size() - 1)];
    }
};

/// Looks at steps of a run in interval arithmetic: `yes` and `no` are proofs for the stored step.
class Examiner {
public:
    /// The constants are those of the box |W|_inf <= max_weight, W_max of the run.
    Examiner(const Configuration& configuration, double learning_rate, const Real50& max_weight);

    /// Whether the one-step claims, by their ids, hold for the real update.
    std::map<std::string, Truth> examine(const StoredStep& step) const;
    /// Multiplications that `examine` takes, roughly: N² (or N times N^B) passes through the network.
    double cost() const;

    /// 1 - r_{k+1} >= (1 - r_k)(1 - rho) for the real update of these samples: what `bounded_iterates` is made of.
    Truth contracts(const StoredStep& step, const std::vector<std::size_t>& samples) const;
    /// Multiplications that `contracts` takes, roughly.
    double contraction_cost() const;

    /// |W_k^(m) - W~_k^(m)|_F <= C_k^(m) in every layer.
    Truth delays_add_up(const StoredStep& step) const;

private:
    Weights<Interval> stale(const StoredStep& step) const;
    std::size_t delay(std::size_t layer) const;

    Problem<Interval> problem_;
    Weights<Interval> shapes_;
    Constants<Interval> constants_;
    double weights_ = 0;  ///< their number
};

}  // namespace aimcert::cli
