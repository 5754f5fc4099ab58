#pragma once

#include "cli/training/constants.hpp"

#include <algorithm>
#include <cmath>

namespace aimcert::cli {

/// Upper bounds of the spectral norm of each layer over all weights of a run: the largest spectral_norm_bound in double,
/// of layers whose smaller side n exceeds 32 up to a factor 1 + (n-32)/4096. For these norms, n³ operations, would take
/// longer than the steps.
template <class S>
class SpectralNorms {
public:
    explicit SpectralNorms(std::size_t layers) : layers_(layers) {}

    /// `weight(m)` gives the matrix of layer m. Most weights need no norm of their own: |W|_2 <= |A|_2 + |W - A|_F, and
    /// A, the last one that did, leaves a margin to the bound.
    template <class WeightOfLayer>
    void add(const WeightOfLayer& weight) {
        for (std::size_t m = 0; m < layers_.size(); ++m) {
            const Matrix<S>& w = weight(m);
            auto& [last, margin, bound] = layers_[m];
            if (last.size() > 0 && std::sqrt(ScalarTraits<S>::to_double((w - last).squaredNorm())) <= margin) continue;
            last = w;
            const double norm_of_w = spectral_norm_bound(in_double(w));
            const double slack = static_cast<double>(std::max<Eigen::Index>(0, std::min(w.rows(), w.cols()) - 32)) / 4096;
            if (norm_of_w > bound) bound = norm_of_w * (1 + slack);
            margin = bound - norm_of_w;
        }
    }

    std::vector<double> bounds() const {
        std::vector<double> result;
        for (const auto& layer : layers_) result.push_back(layer.bound);
        return result;
    }

private:
    struct Layer {
        Matrix<S> last;
        double margin = 0, bound = 0;
    };
    std::vector<Layer> layers_;
};

}  // namespace aimcert::cli
