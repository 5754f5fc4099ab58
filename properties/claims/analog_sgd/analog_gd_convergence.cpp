// Claim   K steps of analog gradient descent W' = W - αg - (α/τ)|g|⊙W, g = ∇f(W), with α <= 1/L and
//         r_k = |W_k|_inf/τ <= r < 1:
//           published  (1/K) Σ |g_k|² <= 2 L (f0-f*)/(K(1-r²));
//           corrected  (1/K) Σ |g_k|² <= 2 (f0-f*)/(αK(1-r²));
//           derived    (1/K) Σ (1-r_k²)|g_k|² <= 2 (f0-f*)/(αK).
// Source  EX Thm 9.
// Why     <g,W'-W> = -(α/2)|g|² - |W'-W|²/(2α) + |W'-W+αg|²/(2α) and |W'-W+αg| <= α r_k|g|, so with α <= 1/L
//         f(W') <= f - (α/2)(1-r_k²)|g|²; sum over k. Only at α = 1/L is 1/α the L that is printed.
// Sides   K times both sides, and 1-r² moved to the left.

#include "core/optimizer/analog_sgd.hpp"
#include "properties/array/transcript.hpp"

namespace aimcert {
namespace {

ClaimInfo common_info() {
    return {.id = "analog_gd_convergence",
            .statement = "",
            .hypotheses = {"asymmetric linear device, w0 = 0, or digital weights",
                           "|W_k|_inf <= τ (not stated in the paper)", "α <= 1/L", "no noise"},
            .constants = {"r = max r_k, r_k = |W_k|_inf/τ, k < K", "L the largest curvature", "f* = 0"},
            .source = "EX Thm 9",
            .relation = Relation::at_most,
            .status = "",
            .cases = 4000};
}

/// Drawn for power devices, which have the same range.
rc::Gen<ArrayInstance> noiseless_arrays() {
    return adjusted_arrays(array_instances({.objectives = all_objectives, .devices = {"power"}, .noisy = false, .steps = 4}),
                           [](Source& source, ArrayInstance& i) {
                               i.device = {.response = "ald", .tau = i.device.tau};
                               if (source.chance(0.2)) std::fill(i.weight.begin(), i.weight.end(), 0);
                           });
}

/// Sums over the run.
template <class S>
struct Run {
    S squares{0};   ///< Σ |g_k|²
    S weighted{0};  ///< Σ (1-r_k²)|g_k|²
    S largest{0};   ///< r²
};

template <class S>
bool run(const ArrayInstance& instance, const ArrayState<S>& state, Checks<S>& checks, Run<S>& sums) {
    if (!checks.applies("asymmetric linear device with w0 = 0, or digital; no noise",
                        instance.noise.empty() && ((instance.device.response == "ald" && instance.device.w0 == 0) ||
                                                   instance.device.response == "ideal"))) return false;
    if (!checks.require("α <= 1/L", S(state.alpha * state.smoothness), S(1))) return false;
    AnalogSgd<S> descent(state.weight, state.device, state.alpha);
    show_device(instance.device, "", checks);
    show_objective(instance, state, checks);
    checks.show("α", "given", state.alpha);
    for (int k = 0; k < instance.steps; ++k) {
        const Matrix<S> g = state.objective.gradient(descent.point());
        if (!checks.require("|W_k|_inf <= τ", S(0), smallest_margin(state.device, descent.point()))) return false;
        const S saturation = responses_at(state.device, descent.point()).asymmetry(), square = squared_norm(g);  // r_k²
        if (checks.transcribes()) {
            checks.show(at_step("W", k), k == 0 ? "given" : update_formula(instance.device, "W", k, "α"), descent.point());
            checks.show(at_step("∇f", k), gradient_formula(instance, at_step("W", k)), g);
            checks.show(at_step("r", k) + "²", instance.device.response == "ideal" ? "[digital weights]" : "|W|_inf²/τ²", saturation);
        }
        sums.largest = math::max(sums.largest, saturation);
        sums.squares += square;
        sums.weighted += (S(1) - saturation) * square;
        descent = stepped(descent, g, state.silence, state.silence);
    }
    classify(instance, checks);
    return true;
}

struct Published {
    using Instance = ArrayInstance;
    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::published;
        info.statement = "(1/K) Σ |∇f(W_k)|² <= 2 L (f0-f*)/(K(1-r²))";
        info.status = "false for α < 1/L: f = w²/2, τ = 1, w0 = 1/2, α = 1/8, K = 2: 425/2048 > 1/6";
        info.flaw = "the step as reconstructed: summing f(W') <= f - (α/2)(1-r²)|∇f|² gives 2(f0-f*)/(αK(1-r²)); then 1/α is replaced by L, "
                    "which is right at α = 1/L and the wrong way round for every α < 1/L, though the theorem allows α <= 1/L";
        info.expected = Verdict::falsified;
        return info;
    }
    static rc::Gen<Instance> instances() { return noiseless_arrays(); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        const ArrayState<S> state(instance);
        Run<S> sums;
        if (!run(instance, state, checks, sums)) return;
        const S gap = state.objective.value(state.weight), left = (S(1) - sums.largest) * sums.squares;
        const S right = S(2) * state.smoothness * gap;
        if (checks.transcribes()) {
            checks.show("f0 - f*", objective_formula(instance, "W_0"), gap);
            checks.show("Σ |∇f|²", "[over k < K]", sums.squares);
            checks.show("r²", "[largest r_k²]", sums.largest);
            checks.show("left side", "(1-r²) Σ |∇f|²", left);
            checks.show("right side", "2 L (f0-f*)", right);
        }
        checks.at_most("(1-r²) Σ |∇f|² against 2 L (f0-f*)", left, right, state.smoothness * state.scale());
    }
};

struct Corrected {
    using Instance = ArrayInstance;
    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::corrected;
        info.statement = "(1/K) Σ |∇f(W_k)|² <= 2 (f0-f*)/(αK(1-r²))";
        info.status = "holds; attained from w0 = 0 at α = 1/L, K = 1; false for every larger α";
        return info;
    }
    static rc::Gen<Instance> instances() { return noiseless_arrays(); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        const ArrayState<S> state(instance);
        Run<S> sums;
        if (!run(instance, state, checks, sums)) return;
        checks.at_most("α(1-r²) Σ |∇f|² against 2 (f0-f*)", state.alpha * (S(1) - sums.largest) * sums.squares,
                       S(2) * state.objective.value(state.weight), state.scale());
    }
};

struct Derived {
    using Instance = ArrayInstance;
    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::derived;
        info.statement = "(1/K) Σ (1-r_k²)|∇f(W_k)|² <= 2 (f0-f*)/(αK)";
        info.status = "holds; sharper than the corrected form wherever r_k varies";
        return info;
    }
    static rc::Gen<Instance> instances() { return noiseless_arrays(); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        const ArrayState<S> state(instance);
        Run<S> sums;
        if (!run(instance, state, checks, sums)) return;
        checks.at_most("α Σ (1-r_k²)|∇f|² against 2 (f0-f*)", S(state.alpha * sums.weighted),
                       S(2) * state.objective.value(state.weight), state.scale());
    }
};

}  // namespace

std::vector<Claim> analog_gd_convergence() {
    return {make_claim<Published>(), make_claim<Corrected>(), make_claim<Derived>()};
}

}  // namespace aimcert
