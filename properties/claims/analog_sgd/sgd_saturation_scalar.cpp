// Claim   Analog SGD on one weight, w' = w - αg - (α/τ)|g|w, g = f'(w; ξ), every f(.; ξ) convex and L-smooth with its
//         minimum at w*_ξ, in any order of the samples:
//           min(w_0, inf w*_ξ) <= w_k <= max(w_0, sup w*_ξ),
//         published for α <= 1/(2L), derived for α <= 1/((1+r)L), r = max(|w_0|, sup|w*_ξ|)/τ <= 1.
// Source  EX Thm 8.
// Why     A step goes towards w*_ξ and does not pass it (`gd_saturation_scalar`), so the hull of all is never left.
// Sides   |w_k - centre of the hull| against half its width, over all N^K orders of the samples.

#include "core/optimizer/analog_sgd.hpp"
#include "properties/array/state.hpp"
#include "properties/array/tree.hpp"

namespace aimcert {
namespace {

ClaimInfo common_info() {
    return {.id = "sgd_saturation_scalar",
            .statement = "min(w_0, inf w*_ξ) <= w_k <= max(w_0, sup w*_ξ)",
            .hypotheses = {"one weight on the asymmetric linear device, w0 = 0",
                           "f(.; ξ) convex (quadratic or ln cosh), L-smooth",
                           "|w_0| <= τ and |w*_ξ| <= τ (not stated in the paper)"},
            .constants = {"entry n of the arrays of an instance is sample n: its curvature and its minimum w*_n",
                          "w_0 is the first weight"},
            .source = "EX Thm 8",
            .relation = Relation::at_most,
            .status = "",
            .cases = 2000};
}

/// Drawn for power devices, which have the same range. The rate is given for r = 1, for r, and sometimes for r = 0.
rc::Gen<ArrayInstance> samples() {
    return adjusted_arrays(array_instances({.objectives = {Shape::quadratic, Shape::quadratic, Shape::log_cosh},
                                            .devices = {"power"},
                                            .noisy = false,
                                            .steps = 4}),
                           [](Source& source, ArrayInstance& i) {
                               const double tau = i.device.tau;
                               i.device = {.response = "ald", .tau = tau};
                               i.mirror.clear();
                               double largest = std::abs(i.weight[0]);
                               for (double& w : i.minimum) {
                                   w = std::clamp(w, -tau, tau);
                                   largest = std::max(largest, std::abs(w));
                               }
                               const double kind = source.uniform(0, 1);
                               i.alpha /= kind < 0.4 ? 2 : kind < 0.8 ? 1 + largest / tau : 1;
                           });
}

/// Sample n as an objective of its own.
template <class S>
ArrayObjective<S> sample_objective(const ArrayInstance& instance, std::size_t n) {
    ArrayInstance sample;
    sample.shape = instance.shape;
    sample.curvatures = {instance.curvatures[n]};
    sample.minimum = {instance.minimum[n]};
    return ArrayObjective<S>(sample);
}

template <class S>
void compare(const ArrayInstance& instance, Checks<S>& checks, bool for_every_saturation) {
    const ArrayState<S> state(instance);
    if (!checks.applies("one weight on the asymmetric linear device, f convex",
                        instance.device.response == "ald" && instance.device.w0 == 0 && instance.mirror.empty() &&
                            instance.shape != Shape::cosine && !is_over_samples(instance.shape))) return;
    const std::size_t count = instance.minimum.size();
    if (!checks.applies("few enough orders", std::pow(static_cast<double>(count), instance.steps) <= largest_array_tree)) return;
    std::vector<ArrayObjective<S>> objectives;
    const Matrix<S> initial = state.weight.topRows(1), silence = state.silence.topRows(1);
    S low = initial(0, 0), high = low;
    int orders = 1;
    for (std::size_t n = 0; n < count; ++n) {
        objectives.push_back(sample_objective<S>(instance, n));
        low = math::min(low, S(objectives[n].minimum()(0, 0)));
        high = math::max(high, S(objectives[n].minimum()(0, 0)));
    }
    for (int k = 0; k < instance.steps; ++k) orders *= static_cast<int>(count);
    const S largest = math::max(math::abs(low), math::abs(high)), r = largest / math::constant<S>(instance.device.tau);
    if (!checks.require("|w_0|, |w*_ξ| <= τ", r, S(1))) return;
    const S rate = state.alpha * state.smoothness;
    if (for_every_saturation ? !checks.require("α <= 1/(2L)", S(S(2) * rate), S(1))
                             : !checks.require("α <= 1/((1+r)L)", S((S(1) + r) * rate), S(1))) return;
    const S centre = (low + high) / S(2), half = (high - low) / S(2);
    for (int order = 0; order < orders; ++order) {
        AnalogSgd<S> sgd(initial, state.device, state.alpha);
        for (int k = 0, digits = order; k < instance.steps; ++k, digits /= static_cast<int>(count)) {
            const auto& sample = objectives[static_cast<std::size_t>(digits) % count];
            sgd = stepped(sgd, sample.gradient(sgd.point()), silence, silence);
            checks.at_most("|w_k - centre| against half the width of the hull", math::abs(S(sgd.point()(0, 0) - centre)), half,
                           largest);
        }
    }
    classify(instance, checks);
}

struct Published {
    using Instance = ArrayInstance;
    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::published;
        info.hypotheses.push_back("α <= 1/(2L), as in EX Thm 6");
        info.status = "holds; at α = 1/L false with one sample: f = (w+1/2)²/2, τ = 1, w0 = 1/2: w1 = -1";
        return info;
    }
    static rc::Gen<Instance> instances() { return samples(); }
    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        compare(instance, checks, true);
    }
};

struct Derived {
    using Instance = ArrayInstance;
    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::derived;
        info.hypotheses.push_back("α <= 1/((1+r)L), r = max(|w_0|, sup|w*_ξ|)/τ");
        info.status = "holds, and for no larger α";
        return info;
    }
    static rc::Gen<Instance> instances() { return samples(); }
    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        compare(instance, checks, false);
    }
};

}  // namespace

std::vector<Claim> sgd_saturation_scalar() { return {make_claim<Published>(), make_claim<Derived>()}; }

}  // namespace aimcert
