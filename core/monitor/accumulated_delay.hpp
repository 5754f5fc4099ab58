#pragma once

#include "core/scalar/scalar.hpp"

#include <cstddef>
#include <vector>

namespace aimcert {

/// Accumulated delay of an asynchronous pipeline of M layers, kept online from the increments dW_k^(m) (AP 17, 23).
/// Layer m (1..M) remembers its last M-m squared increments; increments before the first are zero.
template <class S>
class AccumulatedDelay {
public:
    explicit AccumulatedDelay(std::size_t layers) {
        for (std::size_t m = 0; m < layers; ++m) windows_.push_back({std::vector<S>(layers - 1 - m, S(0)), 0});
    }

    std::size_t layers() const { return windows_.size(); }

    /// Appends |dW_k^(m)|_F² of layer m (0..M-1), forgetting the one that is M-m updates older.
    void push(std::size_t m, const S& squared_increment) {
        auto& window = windows_[m];
        if (window.squared.empty()) return;
        window.squared[window.oldest] = squared_increment;
        window.oldest = (window.oldest + 1) % window.squared.size();
    }

    /// C_k^(m) = Σ_{j=k-(M-m)}^{k-1} |dW_j^(m)|_F.
    S accumulated(std::size_t m) const {
        S sum(0);
        for (const S& squared : windows_[m].squared) sum += math::sqrt(squared);
        return sum;
    }

    /// Q_k^(m) = Σ_{j=k-(M-m)}^{k-1} |dW_j^(m)|_F².
    S squared(std::size_t m) const {
        S sum(0);
        for (const S& squared : windows_[m].squared) sum += squared;
        return sum;
    }

    /// Σ_m C_k^(m).
    S accumulated() const {
        S sum(0);
        for (std::size_t m = 0; m < windows_.size(); ++m) sum += accumulated(m);
        return sum;
    }

    /// Σ_m Q_k^(m).
    S squared() const {
        S sum(0);
        for (std::size_t m = 0; m < windows_.size(); ++m) sum += squared(m);
        return sum;
    }

    /// Auxiliary function A_k = Σ_m Σ_{j=k-(M-m)}^{k-1} (j-k+M-m+1) |dW_j^(m)|_F² (AP 23): the newest increment weighs
    /// M-m, the oldest 1. Summed from the window, so rounding does not build up over a run.
    S auxiliary() const {
        S sum(0);
        for (const auto& window : windows_)
            for (std::size_t age = 0; age < window.squared.size(); ++age)
                sum += math::whole<S>(age + 1) * window.squared[(window.oldest + age) % window.squared.size()];
        return sum;
    }

private:
    struct Window {
        std::vector<S> squared;
        std::size_t oldest;
    };
    std::vector<Window> windows_;
};

}  // namespace aimcert
