// Claim   Analog gradient descent on one weight, w' = w - αg - (α/τ)|g|w, g = f'(w), f convex and L-smooth:
//           published  α <= 1/(2L): w_k goes monotonely to w*, |w_k| <= min(|w_0|, |w*|);
//           corrected  α <= 1/((1+r)L), r = max(|w_0|, |w*|)/τ <= 1: w_{k+1} lies between w_k and w*, hence
//                      |w_k| <= max(|w_0|, |w*|).
// Source  EX Thm 6.
// Why     The step has the length α|g|(1 ± w/τ), which is in [0, α(1+r)L|w-w*|], and goes towards w*. f = (L/2)(w-w*)²
//         passes w* as soon as αL(1 ± w/τ) > 1. The minimum of the two bounds is passed at k = 0 already.
// Sides   |w_k| against the bound; 0 against (w_{k+1}-w_k)(w*-w_{k+1}).

#include "core/optimizer/analog_sgd.hpp"
#include "properties/array/transcript.hpp"

namespace aimcert {
namespace {

ClaimInfo common_info() {
    return {.id = "gd_saturation_scalar",
            .statement = "",
            .hypotheses = {"one weight on the asymmetric linear device, w0 = 0", "f convex (strictly: quadratic or ln cosh)",
                           "|w_0| <= τ and |w*| <= τ (not stated in the paper)", "no noise"},
            .constants = {"L = sup f''", "steps k <= 4"},
            .source = "EX Thm 6",
            .relation = Relation::at_most,
            .status = "",
            .cases = 3000};
}

/// Drawn for power devices, which have the same range. The rate is given for r = 1, and sometimes for r = 0.
rc::Gen<ArrayInstance> single_weights() {
    return adjusted_arrays(array_instances({.dimension = 1,
                                            .objectives = {Shape::quadratic, Shape::least_squares, Shape::log_cosh},
                                            .devices = {"power"},
                                            .noisy = false,
                                            .steps = 4}),
                           [](Source& source, ArrayInstance& i) {
                               const double tau = i.device.tau;
                               i.device = {.response = "ald", .tau = tau};
                               i.minimum[0] = std::clamp(i.minimum[0], -tau, tau);
                               const double r = std::max(std::abs(i.weight[0]), std::abs(i.minimum[0])) / tau;
                               const double kind = source.uniform(0, 1);
                               i.alpha /= kind < 0.4 ? 2 : kind < 0.8 ? 1 + r : 1;
                           });
}

template <class S>
bool require_setting(const ArrayInstance& instance, const S& r, Checks<S>& checks) {
    if (!checks.applies("one weight on the asymmetric linear device, f convex, no noise",
                        instance.weight.size() == 1 && instance.device.response == "ald" && instance.device.w0 == 0 &&
                            instance.shape != Shape::cosine && instance.noise.empty())) return false;
    return checks.require("|w_0|, |w*| <= τ", r, S(1));
}

struct Published {
    using Instance = ArrayInstance;
    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::published;
        info.statement = "|w_k| <= min(|w_0|, |w*|)";
        info.hypotheses.push_back("α <= 1/(2L)");
        info.status = "false, max is meant: f = w²/2, τ = 1, w0 = 1/2: |w0| = 1/2 > 0, and with α = 1/4 |w1| = 5/16 > 0";
        info.flaw = "every step goes towards w* without passing it, so that w_k stays between w_0 and w*; from this the paper concludes "
                    "|w_k| <= min(|w_0|, |w*|) where it gives |w_k| <= max(|w_0|, |w*|) (as reconstructed)";
        info.expected = Verdict::falsified;
        return info;
    }
    static rc::Gen<Instance> instances() { return single_weights(); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        const ArrayState<S> state(instance);
        const S w = math::abs(S(state.weight(0, 0))), minimum = math::abs(S(state.objective.minimum()(0, 0)));
        if (!require_setting(instance, S(math::max(w, minimum) / math::constant<S>(instance.device.tau)), checks)) return;
        if (!checks.require("α <= 1/(2L)", S(S(2) * state.alpha * state.smoothness), S(1))) return;
        AnalogSgd<S> descent(state.weight, state.device, state.alpha);
        show_device(instance.device, "", checks);
        show_objective(instance, state, checks);
        checks.show("α", "given", state.alpha);
        S largest(0);
        for (int k = 0; k <= instance.steps; ++k) {
            if (checks.transcribes()) {
                checks.show(at_step("w", k), k == 0 ? "given" : update_formula(instance.device, "w", k, "α"), descent.point());
            }
            if (k < instance.steps)
                checks.show(at_step("∇f", k), gradient_formula(instance, at_step("w", k)), state.objective.gradient(descent.point()));
            largest = math::max(largest, max_abs(descent.point()));
            descent = stepped(descent, state.objective.gradient(descent.point()), state.silence, state.silence);
        }
        if (checks.transcribes()) {
            checks.show("left side", "max_k |w_k|", largest);
            checks.show("right side", "min(|w_0|, |w*|)", math::min(w, minimum));
        }
        checks.at_most("max_k |w_k|", largest, math::min(w, minimum), math::max(w, minimum));
        classify(instance, checks);
    }
};

struct Corrected {
    using Instance = ArrayInstance;
    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::corrected;
        info.statement = "w_{k+1} lies between w_k and w*, and |w_k| <= max(|w_0|, |w*|)";
        info.hypotheses.push_back("α <= 1/((1+r)L), r = max(|w_0|, |w*|)/τ; α <= 1/(2L) always suffices");
        info.status = "holds, and for no larger α; at α = 1/L false: f = (w+1/2)²/2, τ = 1, w0 = 1/2: w1 = -1";
        return info;
    }
    static rc::Gen<Instance> instances() { return single_weights(); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        const ArrayState<S> state(instance);
        const S minimum = state.objective.minimum()(0, 0);
        const S largest = math::max(math::abs(S(state.weight(0, 0))), math::abs(minimum));
        const S r = largest / math::constant<S>(instance.device.tau);
        if (!require_setting(instance, r, checks)) return;
        if (!checks.require("α <= 1/((1+r)L)", S((S(1) + r) * state.alpha * state.smoothness), S(1))) return;
        AnalogSgd<S> descent(state.weight, state.device, state.alpha);
        for (int k = 0; k < instance.steps; ++k) {
            const S before = descent.point()(0, 0);
            descent = stepped(descent, state.objective.gradient(descent.point()), state.silence, state.silence);
            const S after = descent.point()(0, 0);
            checks.at_most("|w_{k+1}|", math::abs(after), largest);
            checks.at_most("0 against (w_{k+1}-w_k)(w*-w_{k+1})", S(0), S((after - before) * (minimum - after)),
                           math::square(largest));
        }
        classify(instance, checks);
    }
};

}  // namespace

std::vector<Claim> gd_saturation_scalar() { return {make_claim<Published>(), make_claim<Corrected>()}; }

}  // namespace aimcert
