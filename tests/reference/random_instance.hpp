#pragma once

#include "reference/pipeline.hpp"

#include <random>

namespace aimcert::reference {

/// Multiple of 1/1000 in [-largest, largest], `largest` ≥ 0 a multiple of 1/1000.
inline Real random_real(std::mt19937_64& random, int largest_thousandths) {
    return Real(std::uniform_int_distribution<int>(-largest_thousandths, largest_thousandths)(random)) / 1000;
}

inline Vector random_vector(std::mt19937_64& random, std::size_t size, int largest_thousandths) {
    Vector v;
    for (std::size_t i = 0; i < size; ++i) {
        v.push_back(random_real(random, largest_thousandths));
    }
    return v;
}

inline Weights random_weights(std::mt19937_64& random, const std::vector<std::size_t>& widths,
                              int largest_thousandths) {
    Weights weights;
    for (std::size_t m = 0; m + 1 < widths.size(); ++m) {
        Matrix layer;
        for (std::size_t i = 0; i < widths[m + 1]; ++i) {
            layer.push_back(random_vector(random, widths[m], largest_thousandths));
        }
        weights.push_back(layer);
    }
    return weights;
}

/// Inputs of norm 1; targets one-hot for softmax_cross_entropy, else entries in [-1, 1].
inline std::vector<Sample> random_samples(std::mt19937_64& random, Loss loss, std::size_t inputs, std::size_t outputs,
                                          std::size_t count) {
    std::vector<Sample> samples;
    for (std::size_t n = 0; n < count; ++n) {
        Vector input = random_vector(random, inputs, 1000);
        input[0] += 2;
        const Real length = norm(input);
        for (Real& entry : input) {
            entry /= length;
        }
        Vector target = random_vector(random, outputs, 1000);
        if (loss == Loss::softmax_cross_entropy) {
            target.assign(outputs, Real(0));
            target[random() % outputs] = 1;
        }
        samples.push_back({input, target});
    }
    return samples;
}

}  // namespace aimcert::reference
