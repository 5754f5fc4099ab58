// Claim   One step of residual learning, Wbar = W + γP, ΔW = W'-W, g = ∇f(Wbar), F, G, R = q+ q- and s = |G/√F|²_inf at P:
//           published, α <= 1/(4 L F_max):
//             E f(Wbar') <= f(Wbar) - (α/(4F_max))|g|²_R - (αγ/(8F_max))|g⊙F + |g|⊙G|² + 2ασ² s + 2α² L F_max² σ²
//                           + (F_max/α) E|ΔW|²_{1/R} + E|ΔW|²;
//           corrected, α <= 1/(8 L γ F_max), R > 0:
//             E f(Wbar') <= f(Wbar) - (αγ/(4F_max))|g|²_R - (αγ/(8F_max))|g⊙F + |g|⊙G|² + (3/4)αγσ² s
//                           + 2α²γ² L F_max² σ² + (F_max/(αγ)) E|ΔW|²_{1/R} + L E|ΔW|².
// Source  RF Lemma 5 (72).
// Why     γ E<g,ΔP> is γ times the first line of `analog_sgd_descent_general`; <g,ΔW> <= (αγ/(4F_max))|g|²_R +
//         (F_max/(αγ))|ΔW|²_{1/R} by Young, which needs R > 0; (L/2)|ΔW + γΔP|² <= L|ΔW|² + Lγ²|ΔP|². The published
//         lemma drops γ before the first, γ² before the last, and L before |ΔW|²: it is the case γ = 1, L <= 1.
// Sides   What is promised is moved to the left. W' may be any random vector; here it is that of residual learning.

#include "core/optimizer/residual_learning.hpp"
#include "properties/array/transcript.hpp"

namespace aimcert {
namespace {

ClaimInfo common_info() {
    return {.id = "residual_mixed_descent",
            .statement = "",
            .hypotheses = {"P in the dynamic range, R(P) > 0", "E ε = 0, σ² = E|ε|²"},
            .constants = {"F, G, R = q+ q-, s = |G/√F|²_inf at P", "F_max over both arrays", "Wbar = W + γP, ΔW = W' - W"},
            .source = "RF Lemma 5 (72)",
            .relation = Relation::at_most,
            .status = "",
            .cases = 6000};
}

rc::Gen<ArrayInstance> steps_at(double rate, bool with_gamma) {
    return adjusted_arrays(array_instances({.objectives = all_objectives, .rate = rate}), [=](Source& source, ArrayInstance& i) {
        const double largest = std::max(largest_symmetric_part(*make_response<double>(i.device)),
                                        largest_symmetric_part(*make_response<double>(i.residual_device)));
        i.alpha /= largest * (with_gamma ? i.gamma : 1);
        if (!source.chance(0.3)) return;
        // P' near 0, so that W stays and everything depends on the descent of P.
        const ArrayState<double> state(i);
        const Matrix<double> g = state.objective.gradient(state.weight);
        for (std::size_t d = 0; d < i.residual.size(); ++d) {
            const auto [low, high] = weight_range(i.residual_device);
            i.residual[d] = std::clamp(i.alpha * g(static_cast<Eigen::Index>(d), 0), 0.9 * low, 0.9 * high);
        }
    });
}

/// Both forms differ in their constants alone.
template <class S>
struct Constants {
    S weighted, combined, asymmetry, noise, transfer_weighted, transfer;
    /// The six terms as printed.
    std::array<std::string_view, 6> terms;
};

template <class S>
void compare(const ArrayInstance& instance, const ArrayState<S>& state, Checks<S>& checks, const Constants<S>& c) {
    const auto r = responses_at(state.residual_device, state.residual);
    if (!checks.require("P in range", S(0), smallest_margin(state.residual_device, state.residual))) return;
    const S smallest = r.smallest_product();
    if (!checks.require("R(P) > 0", !ScalarTraits<S>::less_equal(smallest, S(0)))) return;
    const ResidualLearning<S> algorithm(state.weight, state.residual, state.device, state.residual_device, state.alpha,
                                        state.beta, state.gamma);
    const S before = state.objective.value(algorithm.point());
    const Matrix<S> g = state.objective.gradient(algorithm.point());
    const Noise<S> noise = state.noise_at(algorithm.point());
    if (checks.transcribes()) {
        show_device(instance.residual_device, "P", checks);
        show_device(instance.device, "W", checks);
        show_objective(instance, state, checks);
        show_noise(instance, noise, checks);
        checks.show("F_max", "[sup F over both ranges]", state.largest_part);
        checks.show("α", "given", state.alpha);
        checks.show("β", "given", state.beta);
        checks.show("γ", "given", state.gamma);
        checks.show("W", "given", state.weight);
        checks.show("P", "given", state.residual);
        checks.show("Wbar", "W + γP", algorithm.point());
        checks.show("g", gradient_formula(instance, "Wbar"), g);
        show_responses(instance.residual_device, r, "P", checks);
    }
    S expected_next(0), transfer(0), weighted_transfer(0);
    int number = 0;
    for (const auto& [probability, epsilon] : noise.outcomes) {
        const auto next = stepped(algorithm, g, epsilon, state.silence);
        const Matrix<S> moved = next.array(0) - state.weight;
        const S value = state.objective.value(next.point());
        const std::string with = " with " + at_step("ε", ++number);
        if (checks.transcribes()) {
            checks.show("P'" + with, "P - α(g+ε)⊙F - α|g+ε|⊙G", next.array(1));
            checks.show("ΔW" + with, "U(W, βP') - W", moved);
            checks.show("Wbar'" + with, "W' + γP'", next.point());
            checks.show("f(Wbar')" + with, objective_formula(instance, "Wbar'"), value);
        }
        expected_next += probability * value;
        transfer += probability * squared_norm(moved);
        for (Eigen::Index i = 0; i < moved.rows(); ++i)
            weighted_transfer += probability * math::square(S(moved(i, 0))) / r.product(i, 0);
    }
    const S promised = c.weighted * r.weighted_norm_sq(g) + c.combined * r.realised_norm_sq(Matrix<S>(-g));
    const S cost = (c.asymmetry * r.asymmetry() + c.noise) * noise.variance + c.transfer_weighted * weighted_transfer +
                   c.transfer * transfer;
    if (checks.transcribes()) {
        checks.show("f(Wbar)", objective_formula(instance, "Wbar"), before);
        checks.show("E f(Wbar')", "Σ_n p_n f(Wbar')", expected_next);
        checks.show("descent 1", c.terms[0], S(c.weighted * r.weighted_norm_sq(g)));
        checks.show("descent 2", c.terms[1], S(c.combined * r.realised_norm_sq(Matrix<S>(-g))));
        checks.show("cost 1", c.terms[2], S(c.asymmetry * r.asymmetry() * noise.variance));
        checks.show("cost 2", c.terms[3], S(c.noise * noise.variance));
        checks.show("cost 3", c.terms[4], S(c.transfer_weighted * weighted_transfer));
        checks.show("cost 4", c.terms[5], S(c.transfer * transfer));
        checks.show("left side", "E f(Wbar') - f(Wbar) + both descents", S(expected_next - before + promised));
        checks.show("right side", "[sum of the costs]", cost);
    }
    checks.at_most("E f(Wbar') - f(Wbar) plus the promised descent, against the costs", S(expected_next - before + promised), cost,
                   state.scale());
    classify(instance, checks);
}

struct Published {
    using Instance = ArrayInstance;
    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::published;
        info.statement = "E f(Wbar') <= f(Wbar) - (α/(4F_max))|g|²_R - (αγ/(8F_max))|g⊙F + |g|⊙G|² + 2ασ² s + "
                         "2α² L F_max² σ² + (F_max/α) E|ΔW|²_{1/R} + E|ΔW|²";
        info.hypotheses.push_back("α <= 1/(4 L F_max)");
        info.status = "false for γ ≠ 1: digital weights, f = w²/2, γ = α = P = 1/4, W = 15/16, no noise: 225/512 > 220/512";
        info.flaw = "(a), (b), (c) are added up without the γ before (a) and the γ² of |γΔP|², and L|ΔW|² is written as |ΔW|²: the lemma is the case "
                    "γ = 1, L <= 1 of what its proof gives; besides 1/(2αF_max) - 2L >= 1/(4αF_max) needs α <= 1/(8LF_max)";
        info.expected = Verdict::falsified;
        return info;
    }
    static rc::Gen<Instance> instances() { return steps_at(0.25, false); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        ArrayState<S> state(instance);
        state.share_largest_part();
        const S &alpha = state.alpha, &largest = state.largest_part;
        if (!checks.require("α <= 1/(4 L F_max)", S(S(4) * state.smoothness * largest * alpha), S(1))) return;
        compare(instance, state, checks,
                Constants<S>{alpha / (S(4) * largest), alpha * state.gamma / (S(8) * largest), S(2) * alpha,
                             S(2) * math::square(alpha) * state.smoothness * math::square(largest), largest / alpha, S(1),
                             {"(α/(4F_max)) Σ_i R_i g_i²", "(αγ/(8F_max))|g⊙F + |g|⊙G|²", "2ασ² max_i G_i²/F_i", "2α²LF_max²σ²",
                              "(F_max/α) E Σ_i ΔW_i²/R_i", "E|ΔW|²"}});
    }
};

struct Corrected {
    using Instance = ArrayInstance;
    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::corrected;
        info.statement = "E f(Wbar') <= f(Wbar) - (αγ/(4F_max))|g|²_R - (αγ/(8F_max))|g⊙F + |g|⊙G|² + (3/4)αγσ² s + "
                         "2α²γ² L F_max² σ² + (F_max/(αγ)) E|ΔW|²_{1/R} + L E|ΔW|²";
        info.hypotheses.push_back("α <= 1/(8 L γ F_max)");
        info.status = "holds; adversarial search comes within 0.1 % of the bound as α, β → 0";
        return info;
    }
    static rc::Gen<Instance> instances() { return steps_at(0.125, true); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        ArrayState<S> state(instance);
        state.share_largest_part();
        const S &largest = state.largest_part, rate = state.alpha * state.gamma;
        if (!checks.require("α <= 1/(8 L γ F_max)", S(S(8) * state.smoothness * largest * rate), S(1))) return;
        compare(instance, state, checks,
                Constants<S>{rate / (S(4) * largest), rate / (S(8) * largest), math::ratio<S>(3, 4) * rate,
                             S(2) * math::square(rate) * state.smoothness * math::square(largest), largest / rate,
                             state.smoothness,
                             {"(αγ/(4F_max)) Σ_i R_i g_i²", "(αγ/(8F_max))|g⊙F + |g|⊙G|²", "(3/4)αγσ² max_i G_i²/F_i",
                              "2α²γ²LF_max²σ²", "(F_max/(αγ)) E Σ_i ΔW_i²/R_i", "L E|ΔW|²"}});
    }
};

}  // namespace

std::vector<Claim> residual_mixed_descent() { return {make_claim<Published>(), make_claim<Corrected>()}; }

}  // namespace aimcert
