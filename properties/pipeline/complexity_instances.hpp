#pragma once

#include "core/bounds/complexity.hpp"
#include "properties/checks.hpp"
#include "properties/generators.hpp"

namespace aimcert {

/// Constants of a training problem as named numbers: gap = f(W_0) - f*, smoothness L_f, sensitivity L_S, noise s²,
/// saturation r, young u, layers M, micro_batches B, error eps above the asymptotic one. (1+u) r² < 1.
rc::Gen<ParametersInstance> complexity_instances();

/// The numbers of such an instance in scalar S.
template <class S>
struct ComplexityProblem {
    S gap, noise_variance, error;
    DescentConstants<S> constants;
    int layers, micro_batches;

    explicit ComplexityProblem(const ParametersInstance& i)
        : gap(math::constant<S>(i["gap"])),
          noise_variance(math::constant<S>(i["noise"])),
          error(math::constant<S>(i["error"])),
          constants{math::constant<S>(i["smoothness"]), math::constant<S>(i["sensitivity"]), math::constant<S>(i["saturation"]),
                    math::constant<S>(i["young"]), static_cast<std::size_t>(i["layers"])},
          layers(static_cast<int>(i["layers"])),
          micro_batches(static_cast<int>(i["micro_batches"])) {}

    /// The bound after K updates at the balanced rate.
    S sync_bound(int steps) const {
        const S rate = balanced_learning_rate(S(S(1) / (S(2) * constants.smoothness)), gap, steps, constants.smoothness,
                                              micro_batches, noise_variance);
        return sync_convergence_bound(gap, rate, steps, constants.smoothness, micro_batches, noise_variance,
                                      constants.saturation);
    }
    S async_bound(int steps) const {
        const S rate =
            balanced_learning_rate(descent_learning_rate(constants), gap, steps, constants.smoothness, 1, noise_variance);
        return async_convergence_bound(constants, gap, rate, steps, noise_variance, S(math::square(constants.saturation)));
    }
    /// What both bounds may still be.
    S sync_target(const S& eps) const { return sync_asymptotic_error(noise_variance, constants.saturation) + eps; }
    S async_target(const S& eps) const {
        return async_asymptotic_error(constants, noise_variance, S(math::square(constants.saturation))) + eps;
    }
};

/// The hypotheses under which the bounds mean something, and K fits in an int.
template <class S>
bool require_problem(const ParametersInstance& i, Checks<S>& checks) {
    for (const std::string_view positive : {"gap", "smoothness", "noise", "young", "error"})
        if (!checks.applies(std::string(positive) + " > 0", i[positive] > 0)) return false;
    const bool counts = i["layers"] >= 1 && i["layers"] <= 64 && i["micro_batches"] >= 1 && i["micro_batches"] <= 64;
    if (!checks.applies("1 <= M, B <= 64", counts)) return false;
    const S margin = (S(1) + math::constant<S>(i["young"])) * math::square(math::constant<S>(i["saturation"]));
    const Truth inside = i["saturation"] < 0 ? Truth::no : !ScalarTraits<S>::less_equal(S(1), margin);
    return checks.require("0 <= r, (1+u) r² < 1", inside);
}

inline constexpr int largest_number_of_steps = 1 << 29;

/// The smallest K with bound(K) <= target, by bisection of a bound that falls with K; 0 when K would be too large.
template <class S, class Bound>
int smallest_number_of_steps(const Bound& bound, const S& target) {
    const auto enough = [&](int steps) { return ScalarTraits<S>::less_equal(bound(steps), target) == Truth::yes; };
    if (!enough(largest_number_of_steps)) return 0;
    int too_few = 0, sufficient = largest_number_of_steps;
    while (sufficient - too_few > 1) {
        const int middle = too_few + (sufficient - too_few) / 2;
        (enough(middle) ? sufficient : too_few) = middle;
    }
    return sufficient;
}

}  // namespace aimcert
