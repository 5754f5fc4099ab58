// Claim   W' = U(W, βP'), any P', P* = (W*-W)/γ, F, G, R = q+ q- at W, u(p) = p⊙F - |p|⊙G:
//           published, β <= γ/(2F_max):
//             |W'-W*|² <= |W-W*|² - (β/(2γF_max))|W-W*|²_R - (βγ/(2F_max))|u(P*)|² + (2βF_max³/γ)|P'-P*|²_{1/R} + 2β²|P'-P*|²;
//           corrected, β max(q+,q-) <= γ:
//             |W'-W*|² <= |W-W*|² - (β/(2γF_max))|W-W*|²_R - (βγ/(2F_max))|u(P*)|² + βγ|P'-P*|²_q,  q = max(q+,q-).
// Source  RF Lemma 6 (73).
// Why     Per entry with d = W-W* = -γP*, e = P'-P*, q_s the response that P* uses, b that P' uses:
//           2β d u(P') <= -βγ q_s P*² + βγ q e² - βγ b P'².  Same signs: b = q_s, 2 d u(P') = -2γ q_s P* P' and
//         -2P*P' = e² - P*² - P'². Opposite signs: e² = (|P*|+|P'|)², and q e² - q_s P*² - b P'² >= 2q|P*P'| >= 2b|P*P'|.
//         β²u(P')² = β²b²P'² <= βγ b P'² where βb <= γ. Last, 2F q_s P*² = R P*² + u(P*)², F <= F_max.
//         The published bound loses γ² (it has βF_max/γ for βγF_max) and uses F_max as Lipschitz constant of u, which is
//         max(q+,q-); it is right for γ <= 3√3/4 away from saturation, since (1+x)²(1-x) <= 32/27.
// Sides   |W'-W*|² plus what is promised, against |W-W*|² and the cost.
//         There is no objective in it but W*, so that it says nothing of samples.

#include "core/device/update.hpp"
#include "properties/array/transcript.hpp"

namespace aimcert {
namespace {

ClaimInfo common_info() {
    return {.id = "residual_main_descent",
            .statement = "",
            .hypotheses = {"W in the dynamic range"},
            .constants = {"F, G, R = q+ q- at W", "P* = (W* - W)/γ, u(p) = p⊙F - |p|⊙G", "F_max = sup F over the range"},
            .source = "RF Lemma 6 (73)",
            .relation = Relation::at_most,
            .status = "",
            .cases = 6000};
}

/// P' is the residual of the instance; a third of them 0 or P*.
rc::Gen<ArrayInstance> transfers(bool by_largest_part) {
    return adjusted_arrays(array_instances({.objectives = {Shape::quadratic}, .noisy = false}), [=](Source& source, ArrayInstance& i) {
        const auto device = *make_response<double>(i.device);
        const ArrayState<double> state(i);
        const auto r = responses_at(device, state.weight);
        double steepest = 0;
        for (Eigen::Index d = 0; d < state.weight.rows(); ++d) steepest = std::max(steepest, r.steepest(d));
        const double limit = by_largest_part || steepest == 0 ? 2 * largest_symmetric_part(device) : steepest;
        i.beta = (source.chance(0.5) ? 1 - 0x1p-30 : source.uniform(0.01, 1)) * i.gamma / limit;
        const int kind = source.integer(0, 5);
        for (std::size_t d = 0; d < i.residual.size(); ++d) {
            const double target = (i.minimum[d] - i.weight[d]) / i.gamma;
            i.residual[d] = kind == 0 ? 0 : kind == 1 ? target : target * source.uniform(-2, 3);
        }
    });
}

/// Compares with the cost that cost(responses at W, P'-P*) returns.
template <class S, class Cost>
void compare(const ArrayInstance& instance, const ArrayState<S>& state, Checks<S>& checks, std::string_view cost_formula,
             const Cost& cost) {
    if (!checks.require("W in range", S(0), smallest_margin(state.device, state.weight))) return;
    const auto r = responses_at(state.device, state.weight);
    const S &beta = state.beta, &gamma = state.gamma, &largest = state.largest_part;
    const Matrix<S>&w = state.weight, &p = state.residual;
    Matrix<S> next = w, distance = w, target = w;
    for (Eigen::Index i = 0; i < w.rows(); ++i) {
        next(i, 0) = std::visit([&](const auto& device) { return analog_update(device, S(w(i, 0)), S(beta * p(i, 0))); }, state.device);
        distance(i, 0) = w(i, 0) - state.objective.minimum()(i, 0);
        target(i, 0) = -distance(i, 0) / gamma;
    }
    const Matrix<S> error = p - target;
    const S promised = beta / (S(2) * gamma * largest) * r.weighted_norm_sq(distance) +
                       beta * gamma / (S(2) * largest) * r.realised_norm_sq(target);
    const S size = math::max(max_abs(w), math::max(max_abs(next), max_abs(state.objective.minimum())));
    const S after = squared_norm(Matrix<S>(next - state.objective.minimum())), before = squared_norm(distance), costs = cost(r, error);
    if (checks.transcribes()) {
        show_device(instance.device, "", checks);
        checks.show("F_max", "[sup F over the range]", largest);
        checks.show("β", "given", beta);
        checks.show("γ", "given", gamma);
        checks.show("W", "given", w);
        checks.show("W*", "given", state.objective.minimum());
        checks.show("P'", "given", p);
        show_responses(instance.device, r, "W", checks);
        checks.show("W'", "W + βP'⊙F - β|P'|⊙G", next);
        checks.show("P*", "(W*-W)/γ", target);
        checks.show("P'-P*", "", error);
        checks.show("|W'-W*|²", "", after);
        checks.show("|W-W*|²", "", before);
        checks.show("(β/(2γF_max))|W-W*|²_R", "", S(beta / (S(2) * gamma * largest) * r.weighted_norm_sq(distance)));
        checks.show("(βγ/(2F_max))|u(P*)|²", "[u(p) = p⊙F - |p|⊙G]", S(beta * gamma / (S(2) * largest) * r.realised_norm_sq(target)));
        checks.show("cost", cost_formula, costs);
        checks.show("left side", "|W'-W*|² [and the two terms of descent]", S(after + promised));
        checks.show("right side", "|W-W*|² + cost", S(before + costs));
    }
    checks.at_most("|W'-W*|² plus the promised descent, against |W-W*|² and the cost", S(after + promised), S(before + costs),
                   S(math::square(size)));
    classify(instance, checks);
}

struct Published {
    using Instance = ArrayInstance;
    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::published;
        info.statement = "|W'-W*|² <= |W-W*|² - (β/(2γF_max))|W-W*|²_R - (βγ/(2F_max))|u(P*)|² + (2βF_max³/γ)|P'-P*|²_{1/R} "
                         "+ 2β²|P'-P*|²";
        info.hypotheses.insert(info.hypotheses.end(), {"β <= γ/(2F_max)", "R(W) > 0"});
        info.status = "false for γ > 3√3/4: digital weights, γ = 2, W = 1, W* = P' = 0, β = 1/4: 1 > 31/32; true below";
        info.flaw = "between (108) and (111) the prefix 2β becomes 2β/γ, so that 2βF_max/γ stands where 2βγF_max belongs: a factor γ² is lost; "
                    "|u(P') - u(P*)| <= F_max |P'-P*| (Lemma 3) is false besides, the constant is max(q+,q-)";
        info.expected = Verdict::falsified;
        return info;
    }
    static rc::Gen<Instance> instances() { return transfers(true); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        const ArrayState<S> state(instance);
        const S &beta = state.beta, &gamma = state.gamma, &largest = state.largest_part;
        if (!checks.require("β <= γ/(2F_max)", S(S(2) * largest * beta), gamma)) return;
        const S smallest = responses_at(state.device, state.weight).smallest_product();
        if (!checks.require("R(W) > 0", !ScalarTraits<S>::less_equal(smallest, S(0)))) return;
        compare(instance, state, checks, "(2βF_max³/γ) Σ_i (P'-P*)_i²/R_i + 2β²|P'-P*|²", [&](const auto& r, const Matrix<S>& error) {
            S weighted(0);
            for (Eigen::Index i = 0; i < error.rows(); ++i) weighted += math::square(S(error(i, 0))) / r.product(i, 0);
            return S(S(2) * beta * math::power(largest, 3) / gamma * weighted + S(2) * math::square(beta) * squared_norm(error));
        });
    }
};

struct Corrected {
    using Instance = ArrayInstance;
    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::corrected;
        info.statement = "|W'-W*|² <= |W-W*|² - (β/(2γF_max))|W-W*|²_R - (βγ/(2F_max))|u(P*)|² + βγ|P'-P*|²_q, q = max(q+,q-)";
        info.hypotheses.push_back("β max(q+,q-) <= γ");
        info.status = "holds, saturation included; attained at P' = 0 where F = F_max";
        return info;
    }
    static rc::Gen<Instance> instances() { return transfers(false); }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        const ArrayState<S> state(instance);
        const auto at_weight = responses_at(state.device, state.weight);
        for (Eigen::Index i = 0; i < state.weight.rows(); ++i)
            if (!checks.require("β max(q+,q-) <= γ", S(state.beta * at_weight.steepest(i)), state.gamma)) return;
        compare(instance, state, checks, "βγ Σ_i q_i (P'-P*)_i²", [&](const auto& r, const Matrix<S>& error) {
            S weighted(0);
            for (Eigen::Index i = 0; i < error.rows(); ++i) weighted += r.steepest(i) * math::square(S(error(i, 0)));
            return S(state.beta * state.gamma * weighted);
        });
    }
};

}  // namespace

std::vector<Claim> residual_main_descent() { return {make_claim<Published>(), make_claim<Corrected>()}; }

}  // namespace aimcert
