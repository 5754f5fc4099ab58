// Claim   Analog gradient descent W' = W - αg - (α/τ)|g|⊙W, g = ∇f(W), f μ-strongly convex and L-smooth, α <= 1/L:
//           published  |W_k|_inf <= |W*|_inf + (L/μ)|W_0-W*|, given |W_0|_inf <= τ and |αg|_inf <= τ in every step;
//           derived    |W_k|_inf <= |W*|_inf + √(2(f0-f*)/μ) <= |W*|_inf + √(L/μ)|W_0-W*|, given |W_0|_inf <= τ and
//                      α <= τ/√(2L(f0-f*)).
// Source  EX Thm 5.
// Why     |αg|_inf <= α√(2L(f-f*)) <= τ keeps the weights in the range (`bounded_weights`), there f never rises
//         (`analog_gd_convergence`), and (μ/2)|W_k-W*|² <= f(W_k)-f* <= f0-f* <= (L/2)|W_0-W*|².
// Sides   Squares: what |W_k|_inf exceeds |W*|_inf by, against (L/μ)²|W_0-W*|² or 2(f0-f*)/μ.

#include "core/optimizer/analog_sgd.hpp"
#include "properties/array/state.hpp"

namespace aimcert {
namespace {

ClaimInfo common_info() {
    return {.id = "gd_saturation_vector",
            .statement = "",
            .hypotheses = {"asymmetric linear device, w0 = 0", "f quadratic, μ and L its extreme curvatures", "no noise",
                           "|W_0|_inf <= τ", "α <= 1/L"},
            .constants = {"f* = 0", "steps k <= 4"},
            .source = "EX Thm 5",
            .relation = Relation::at_most,
            .status = "",
            .cases = 4000};
}

/// Drawn for power devices, which have the same range.
rc::Gen<ArrayInstance> quadratics() {
    return adjusted_arrays(
        array_instances({.objectives = {Shape::quadratic, Shape::quadratic, Shape::least_squares}, .devices = {"power"}, .noisy = false, .steps = 4}),
        [](Source& source, ArrayInstance& i) {
            i.device = {.response = "ald", .tau = i.device.tau};
            // A minimum nearer to 0 than the weights; along one axis the bounds are attained at the start.
            const bool one_axis = source.chance(0.4);
            for (std::size_t d = 0; d < i.weight.size(); ++d)
                if (d == 0 || !one_axis) i.minimum[d] *= source.uniform(0, 0.5);
                else i.minimum[d] = i.weight[d];
        });
}

template <class S>
bool require_setting(const ArrayInstance& instance, const ArrayState<S>& state, Checks<S>& checks) {
    if (!checks.applies("asymmetric linear device with w0 = 0, quadratic, no noise",
                        instance.device.response == "ald" && instance.device.w0 == 0 && instance.noise.empty() &&
                            (instance.shape == Shape::quadratic || instance.shape == Shape::least_squares)))
        return false;
    if (!checks.applies("μ > 0", !ScalarTraits<S>::less_equal(state.objective.convexity(), S(0)))) return false;
    if (!checks.require("α <= 1/L", S(state.alpha * state.smoothness), S(1))) return false;
    return checks.require("|W_0|_inf <= τ", S(0), smallest_margin(state.device, state.weight));
}

/// (|W_k|_inf - |W*|_inf)²_+ against `bound` along the run; `scale` of the squares.
template <class S>
void compare(const ArrayInstance& instance, const ArrayState<S>& state, Checks<S>& checks, const S& bound, const S& scale) {
    const S centre = max_abs(state.objective.minimum());
    AnalogSgd<S> descent(state.weight, state.device, state.alpha);
    for (int k = 0; k <= instance.steps; ++k) {
        checks.at_most("square of |W_k|_inf - |W*|_inf",
                       math::square(math::max(S(0), S(max_abs(descent.point()) - centre))), bound, scale);
        descent = stepped(descent, state.objective.gradient(descent.point()), state.silence, state.silence);
    }
    classify(instance, checks);
}

struct Published {
    using Instance = ArrayInstance;
    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::published;
        info.statement = "|W_k|_inf <= |W*|_inf + (L/μ)|W_0-W*|";
        info.hypotheses.push_back("α|∇f(W_k)|_inf <= τ in every step (not stated in the paper)");
        info.status = "holds, √(L/μ) suffices; without α|∇f|_inf <= τ false at α = 1/L: f = (w+1)²/2, τ = w0 = α = 1: "
                      "w2 = 5 > 3";
        return info;
    }
    static rc::Gen<Instance> instances() { return quadratics(); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        const ArrayState<S> state(instance);
        if (!require_setting(instance, state, checks)) return;
        AnalogSgd<S> descent(state.weight, state.device, state.alpha);
        S largest(0);
        for (int k = 0; k < instance.steps; ++k) {
            const Matrix<S> g = state.objective.gradient(descent.point());
            largest = math::max(largest, max_abs(g));
            descent = stepped(descent, g, state.silence, state.silence);
        }
        if (!checks.require("α|∇f(W_k)|_inf <= τ", S(state.alpha * largest), math::constant<S>(instance.device.tau))) return;
        const S condition = math::square(S(state.smoothness / state.objective.convexity()));
        compare(instance, state, checks, S(condition * squared_norm(Matrix<S>(state.weight - state.objective.minimum()))),
                S(condition * state.scale() / state.smoothness));
    }
};

struct Derived {
    using Instance = ArrayInstance;
    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::derived;
        info.statement = "|W_k|_inf <= |W*|_inf + √(2(f0-f*)/μ) <= |W*|_inf + √(L/μ)|W_0-W*|";
        info.hypotheses.push_back("α <= τ/√(2L(f0-f*))");
        info.status = "holds; attained at k = 0";
        return info;
    }
    static rc::Gen<Instance> instances() { return quadratics(); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        const ArrayState<S> state(instance);
        const S &smoothness = state.smoothness, low = state.objective.convexity();
        if (!require_setting(instance, state, checks)) return;
        const S gap = state.objective.value(state.weight);
        if (!checks.require("α <= τ/√(2L(f0-f*))", S(S(2) * smoothness * gap * math::square(state.alpha)),
                            math::square(math::constant<S>(instance.device.tau)))) return;
        compare(instance, state, checks, S(S(2) * gap / low), S(state.scale() / low));
    }
};

}  // namespace

std::vector<Claim> gd_saturation_vector() { return {make_claim<Published>(), make_claim<Derived>()}; }

}  // namespace aimcert
