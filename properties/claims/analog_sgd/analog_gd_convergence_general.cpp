// Claim   Analog gradient descent W' = U(W, -α∇f(W)) on any device, f0 = f(W_0), K steps:
//           published  (1/K) Σ |g⊙F - |g|⊙G|² + |g|²_R <= 8 L F_max² (f0 - f*)/K  at α = 1/(2 L F_max);
//           corrected, one step, α <= 1/(L F_max):
//             f(W') <= f - (α/(2F_max))|g|²_R - (α/(2F_max))(1 - α L F_max)|g⊙F + |g|⊙G|².
// Source  RF Thm 6 (131-133).
// Why     <g,W'-W> <= -(α/(2F_max))|g|²_R - |W'-W|²/(2αF_max) (analog_sgd_descent_general without noise), plus
//         (L/2)|W'-W|², and |W'-W|² = α²|g⊙F + |g|⊙G|². The published sum has the other sign before |g|⊙G: at a bound of
//         the range, where q = 0 and the weight rests, g⊙F - |g|⊙G is 2 g and never falls. Summing the corrected step:
//         α = 1/(2 L F_max): mean |g⊙F + |g|⊙G|² + 2|g|²_R <= 8 L F_max² (f0-f*)/K; α = 1/(L F_max):
//         mean |g|²_R <= 2 L F_max² (f0-f*)/K. No single rate gives both published lines.
// Sides   Published: K times both sides. Corrected: what is promised is moved to the left, so that the right side is f.

#include "core/optimizer/analog_sgd.hpp"
#include "properties/array/transcript.hpp"

namespace aimcert {
namespace {

ClaimInfo common_info() {
    return {.id = "analog_gd_convergence_general",
            .statement = "",
            .hypotheses = {"W_k in the dynamic range of the device (not stated in the paper)", "no noise"},
            .constants = {"R = q+(W) q-(W)", "F_max = sup F over the range", "f* = 0"},
            .source = "RF Thm 6 (131-133)",
            .relation = Relation::at_most,
            .status = "",
            .cases = 4000};
}

rc::Gen<ArrayInstance> noiseless_instances(int steps) {
    return adjusted_arrays(array_instances({.objectives = all_objectives, .noisy = false, .steps = steps}), [](Source&, ArrayInstance& i) {
        i.alpha /= largest_symmetric_part(*make_response<double>(i.device));
    });
}

struct Published {
    using Instance = ArrayInstance;
    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::published;
        info.statement = "(1/K) Σ |g⊙F - |g|⊙G|² + |g|²_R <= 8 L F_max² (f0 - f*)/K at α = 1/(2 L F_max)";
        info.status = "false: the sign before |g|⊙G must be +; ald τ = 1, w = -1, f = (w+2)²/2 rests at g = 1: 4 > 4/K";
        info.flaw = "|W'-W|² is written with g⊙F - |g|⊙G in (131), but the update W' = W - α(g⊙F + |g|⊙G) moves by α|g⊙F + |g|⊙G|; at a "
                    "bound of the range the weight rests while g⊙F - |g|⊙G stays 2g";
        info.expected = Verdict::falsified;
        return info;
    }
    static rc::Gen<Instance> instances() { return noiseless_instances(3); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        const ArrayState<S> state(instance);
        const auto& objective = state.objective;
        const S &largest = state.largest_part, alpha = S(1) / (S(2) * state.smoothness * largest);
        AnalogSgd<S> descent(state.weight, state.device, alpha);
        S sum(0);
        show_device(instance.device, "", checks);
        show_objective(instance, state, checks);
        checks.show("F_max", "[sup F over the range]", largest);
        checks.show("α", "1/(2 L F_max)", alpha);
        for (int k = 0; k < instance.steps; ++k) {
            const Matrix<S> w = descent.point(), g = objective.gradient(w);
            if (!checks.require("W in range", S(0), smallest_margin(state.device, w))) return;
            const auto r = responses_at(state.device, w);
            const S published = r.realised_norm_sq(g), weighted = r.weighted_norm_sq(g);
            if (checks.transcribes()) {
                checks.show(at_step("W", k), k == 0 ? "given" : update_formula(instance.device, "W", k, "α", "g"), w);
                checks.show(at_step("g", k), gradient_formula(instance, at_step("W", k)), g);
                show_responses(instance.device, r, at_step("W", k), checks);
                checks.show(at_step("|g⊙F - |g|⊙G|²", k), "", published);
                checks.show(at_step("|g|²_R", k), "Σ_i R_i g_i²", weighted);
            }
            sum += published + weighted;
            descent = stepped(descent, g, state.silence, state.silence);
        }
        const S gap = objective.value(state.weight), bound = S(8) * state.smoothness * math::square(largest) * gap;
        if (checks.transcribes()) {
            checks.show("f0 - f*", objective_formula(instance, "W_0"), gap);
            checks.show("left side", "[sum of both over k < K]", sum);
            checks.show("right side", "8 L F_max² (f0-f*)", bound);
        }
        checks.at_most("Σ |g⊙F - |g|⊙G|² + |g|²_R", sum, bound, state.scale());
        classify(instance, checks);
    }
};

struct Corrected {
    using Instance = ArrayInstance;
    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::corrected;
        info.statement = "f(W') <= f - (α/(2F_max))|g|²_R - (α/(2F_max))(1 - α L F_max)|g⊙F + |g|⊙G|², α <= 1/(L F_max)";
        info.hypotheses.push_back("α <= 1/(L F_max)");
        info.status = "holds; attained by digital weights on f = L w²/2";
        return info;
    }
    static rc::Gen<Instance> instances() { return noiseless_instances(1); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        const ArrayState<S> state(instance);
        const auto& objective = state.objective;
        const S &largest = state.largest_part, &alpha = state.alpha;
        const S step = alpha * state.smoothness * largest;
        if (!checks.require("W in range", S(0), smallest_margin(state.device, state.weight))) return;
        if (!checks.require("α <= 1/(L F_max)", step, S(1))) return;
        const Matrix<S> g = objective.gradient(state.weight);
        const auto r = responses_at(state.device, state.weight);
        const AnalogSgd<S> descent(state.weight, state.device, alpha);
        const S next = objective.value(stepped(descent, g, state.silence, state.silence).point());
        const S promised = alpha / (S(2) * largest) *
                           (r.weighted_norm_sq(g) + (S(1) - step) * r.realised_norm_sq(Matrix<S>(-g)));
        checks.at_most("f(W') plus the promised descent, against f", next + promised, objective.value(state.weight),
                       state.scale());
        classify(instance, checks);
    }
};

}  // namespace

std::vector<Claim> analog_gd_convergence_general() { return {make_claim<Published>(), make_claim<Corrected>()}; }

}  // namespace aimcert
