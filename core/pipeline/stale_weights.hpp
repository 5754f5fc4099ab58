#pragma once

#include "core/linear_algebra.hpp"

namespace aimcert {

/// The weights that an asynchronous pipeline of M layers has in use before update k: layer m (1..M) runs its forward
/// pass on W_{k-(M-m)} and its backward pass on W_k, with W_j = W_0 for j < 0 (the pipeline fills). Layer m keeps
/// exactly M-m+1 matrices: W_{k+1} overwrites the stale one once the forward pass that needed it is done.
template <class S>
class StaleWeights {
public:
    explicit StaleWeights(const Weights<S>& initial) {
        for (std::size_t m = 0; m < initial.size(); ++m) {
            const std::size_t delay = initial.size() - 1 - m;
            rings_.push_back({std::vector<Matrix<S>>(delay + 1, initial[m]), 0});
        }
    }

    std::size_t layers() const { return rings_.size(); }
    /// M - m, in updates; m = 0..M-1 counts layers from the input.
    std::size_t delay(std::size_t m) const { return rings_[m].versions.size() - 1; }

    /// W_k of layer m.
    const Matrix<S>& current(std::size_t m) const { return rings_[m].versions[rings_[m].newest]; }
    /// W_{k-(M-m)} of layer m.
    const Matrix<S>& stale(std::size_t m) const { return rings_[m].versions[next_slot(m)]; }
    /// Where W_{k+1} of layer m is to be written: the storage of `stale(m)`, for the last layer that of `current(m)`.
    Matrix<S>& next(std::size_t m) { return rings_[m].versions[next_slot(m)]; }
    /// Makes the matrices written to `next` the current ones: k becomes k+1.
    void advance() {
        for (std::size_t m = 0; m < rings_.size(); ++m) rings_[m].newest = next_slot(m);
    }

    Weights<S> current() const {
        Weights<S> weights;
        for (std::size_t m = 0; m < rings_.size(); ++m) weights.push_back(current(m));
        return weights;
    }

private:
    struct Ring {
        std::vector<Matrix<S>> versions;
        std::size_t newest;
    };
    std::size_t next_slot(std::size_t m) const { return (rings_[m].newest + 1) % rings_[m].versions.size(); }

    std::vector<Ring> rings_;
};

}  // namespace aimcert
