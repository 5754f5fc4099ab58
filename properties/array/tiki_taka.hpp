#pragma once

#include "core/scalar/multiprecision.hpp"
#include "properties/array/noise.hpp"

#include <map>

namespace aimcert {

// What the claims on Tiki-Taka share.

/// Both arrays are on the same asymmetric linear device with w0 = 0.
inline bool one_device(const ArrayInstance& i) {
    return i.device == DeviceParameters{.response = "ald", .tau = i.device.tau} && i.residual_device == i.device;
}

/// cσ of EX Assumption 5: min_i min_x E|x + ε_i|. The inner minimum is where -x is a median of ε_i, one of its values.
template <class S>
S smallest_deviation(const Noise<S>& noise) {
    S smallest(-1);
    for (Eigen::Index i = 0; i < noise.outcomes.front().noise.rows(); ++i)
        for (const auto& at : noise.outcomes) {
            const S deviation =
                noise.expectation([&](const Matrix<S>& e) { return S(math::abs(S(e(i, 0) - at.noise(i, 0)))); });
            smallest = math::select(smallest, math::min(smallest, deviation), deviation);
        }
    return smallest;
}

/// Whether the entries of ε are independent and of one law, its mean apart, as EX Assumption 5 has them: every outcome
/// is as likely as the product of what its entries are. Over samples, only of one entry.
inline bool entries_are_iid(const ArrayInstance& i) {
    const std::size_t dimension = i.weight.size();
    if (dimension == 1) return true;
    if (is_over_samples(i.shape)) return false;
    std::vector<std::map<Rational, Rational>> laws(dimension);
    std::map<std::vector<Rational>, Rational> outcomes;
    for (const auto& [probability, noise] : make_noise<Rational>(i).outcomes) {
        const std::vector<Rational> outcome(noise.data(), noise.data() + noise.size());
        for (std::size_t d = 0; d < dimension; ++d) laws[d][outcome[d]] += probability;
        outcomes[outcome] += probability;
    }
    std::size_t combinations = 1;
    for (const auto& law : laws) {
        if (law != laws.front()) return false;
        combinations *= law.size();
    }
    return outcomes.size() == combinations && std::ranges::all_of(outcomes, [&](const auto& outcome) {
        Rational product(1);
        for (std::size_t d = 0; d < dimension; ++d) product *= laws[d].at(outcome.first[d]);
        return product == outcome.second;
    });
}

}  // namespace aimcert
