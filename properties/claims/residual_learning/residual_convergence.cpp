// Claim   Residual learning with read noise ε_r, f quadratic with curvatures in [μ, L], d = W-W*, e = P-P*, P* = -d/γ,
//         R_min = min R(P), q_s the response of W towards W*:
//           corrected, one step, αγ <= 1/(8 L F_max), β <= αγ²μR_min/(18F_max²), V = f(Wbar) - f* + (μ/4)|d|²:
//             E V' <= V - (αγR_min/(8F_max))|g|² - (αγ/(8F_max))|g⊙F + |g|⊙G|² - (αγ³μ²R_min/(16F_max))|e|²
//                     - (μβ/(4γ)) Σ q_s d² + (3/4)αγσ² s + (73/36)α²γ²L F_max² σ² + (μβγF_max/2)σ_r²;
//           published, K steps, V = f(Wbar) - f* + C|d|², C = 10βF_max²/(αγR_min), for some small α, β: the mean metric
//           is at most 8F_max V_0/(αK) + noise. Here its first two terms, digital weights and no noise, at
//           β = αμγ^{3/2}R_min/(16√2 F_max³).
// Source  RF Thm 3 (87).
// Why     `residual_mixed_descent` with kappa = F_max/(αγR_min) + L <= 9F_max/(8αγR_min) for what the transfer costs, and
//         c = μ/4 times the inequality of `residual_main_descent` before β²u² is dropped:
//           c|d'|² <= c|d|² - cβγ Σ q_s P*² + cβγ|e'|²_q - c(βγ/(2F_max) - β²)|u(P')|².
//         β <= γ/(144F_max) follows from both rules, so that the last term pays kappa β²|u(P')|². |e'|² <= 2|e|² + 2|ΔP|²,
//         E|ΔP|² <= 4α²F_max²(|g|²+σ²), |g| >= μγ|e|: |g|²(αγR_min/F_max)(1/18 + 1/288 + 1/8 + 1/16) <= a quarter of it.
//         The published constants lose γ (RF 72, 73) and a factor R_min².
// Sides   What is promised is moved to the left, so that the right-hand side is what noise may cost.

#include "core/optimizer/residual_learning.hpp"
#include "properties/array/transcript.hpp"

namespace aimcert {
namespace {

ClaimInfo common_info() {
    return {.id = "residual_convergence",
            .statement = "",
            .hypotheses = {"f quadratic, curvatures in [μ, L]"},
            .constants = {"d = W - W*, e = P - P*, P* = -d/γ", "F, G, R, s = |G/√F|²_inf at P; q_s at W",
                          "F_max over both arrays"},
            .source = "RF Thm 3 (87)",
            .relation = Relation::at_most,
            .status = "",
            .cases = 4000};
}

/// The response that W uses towards W*, in every entry.
template <class S>
S towards_minimum(const Responses<S>& at_weight, const Matrix<S>& distance) {
    S sum(0);
    for (Eigen::Index i = 0; i < distance.rows(); ++i)
        sum += math::select(S(-distance(i, 0)), S(at_weight.plus(i, 0)), S(at_weight.minus(i, 0))) *
               math::square(S(distance(i, 0)));
    return sum;
}

struct Published {
    using Instance = ArrayInstance;
    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::published;
        info.statement = "Σ_k |g⊙F + |g|⊙G|² + |g|²/R_min <= 8F_max V_0/α + noise, V = f(Wbar) - f* + C|d|²";
        info.hypotheses.insert(info.hypotheses.end(), {"digital weights, no noise", "α <= 1/(4 L) and αγ <= 1/(4 L) (for \"sufficiently small\")",
                                                       "β = αμγ^{3/2}/(16√2), C = 10β/(αγ)"});
        info.status = "false for every α: γ is lost; f = w²/2, W = W* = 0, P = 1, γ = 1/8, α = 1/4, K = 11";
        info.flaw = "Lemma 5 (72), on which the theorem rests, has lost a γ: the descent that its proof gives is αγ R_min/(8F_max)|g|², so that V_0/(αγK) "
                    "has to stand for V_0/(αK); from (88) to (90) moreover α R_min/(8F_max)|g|² is rewritten as α/(8F_max R_min)|g|²";
        info.expected = Verdict::falsified;
        info.cases = 1000;
        return info;
    }
    static rc::Gen<Instance> instances() {
        return adjusted_arrays(array_instances({.dimension = 2, .objectives = {Shape::quadratic}, .devices = {"ideal"},
                                                .residual_devices = {"ideal"}, .noisy = false, .rate = 0.25}),
                               [](Source& source, ArrayInstance& i) {
                                   i.steps = source.integer(1, 40);
                                   i.gamma = source.chance(0.5) ? 0.125 : source.log_uniform(0.01, 2);
                                   if (source.chance(0.7)) i.minimum = i.weight;
                               });
    }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        const ArrayState<S> state(instance);
        const S low = state.objective.convexity();
        const S &alpha = state.alpha, &gamma = state.gamma;
        if (!checks.applies("digital weights, no noise", instance.noise.empty() && instance.device.response == "ideal" &&
                                                             instance.residual_device.response == "ideal")) return;
        if (!checks.require("α <= 1/(4 L)", S(S(4) * state.smoothness * alpha), S(1))) return;
        if (!checks.require("αγ <= 1/(4 L)", S(S(4) * state.smoothness * alpha * gamma), S(1))) return;
        const S beta = alpha * low * gamma * math::sqrt(S(gamma / S(2))) / S(16);
        ResidualLearning<S> algorithm(state.weight, state.residual, state.device, state.residual_device, alpha, beta, gamma);
        const S initial = state.objective.value(algorithm.point()) +
                          S(10) * beta / (alpha * gamma) * squared_norm(Matrix<S>(state.weight - state.objective.minimum()));
        if (checks.transcribes()) {
            show_objective(instance, state, checks);
            checks.show("α", "given", alpha);
            checks.show("γ", "given", gamma);
            checks.show("β", "αμγ^(3/2)/(16√2)", beta);
            checks.show("C", "10β/(αγ)", S(S(10) * beta / (alpha * gamma)));
            checks.show("W_0", "given", state.weight);
            checks.show("P_0", "given", state.residual);
            checks.show("K", "given", math::whole<S>(instance.steps));
        }
        S sum(0);
        for (int k = 0; k < instance.steps; ++k) {
            const Matrix<S> g = state.objective.gradient(algorithm.point());
            if (k < 3) {
                if (k > 0) {
                    if (checks.transcribes()) {
                        checks.show(at_step("P", k), at_step("P", k - 1) + " - α" + at_step("g", k - 1), algorithm.array(1));
                        checks.show(at_step("W", k), at_step("W", k - 1) + " + β" + at_step("P", k), algorithm.array(0));
                    }
                }
                if (checks.transcribes()) {
                    checks.show(at_step("g", k), gradient_formula(instance, "(" + at_step("W", k) + " + γ" + at_step("P", k) + ")"), g);
                }
            }
            sum += S(2) * squared_norm(g);  // F = R = 1, G = 0
            algorithm = stepped(algorithm, g, state.silence, state.silence);
        }
        if (instance.weight.size() == 1 && instance.weight == instance.minimum && instance.residual[0] > 0) {
            // While P >= 0 the weight grows, so g_{k+1} >= (1 - αγL) g_k, and (1-x)^{2k} >= 1 - 2kx.
            const S first = squared_norm(state.objective.gradient(Matrix<S>(state.weight + gamma * state.residual)));
            const S steps = math::whole<S>(instance.steps), slope = alpha * gamma * state.smoothness;
            if (checks.transcribes()) {
                checks.show("by pencil", "2g_0²(K - αγL K(K-1)) [P_k >= 0 gives g_(k+1) >= (1 - αγL) g_k: the left side is at least this]",
                            S(S(2) * first * (steps - slope * steps * (steps - S(1)))));
            }
        }
        if (checks.transcribes()) {
            checks.show("left side", "Σ_k 2g_k² [k < K]", sum);
            checks.show("V_0", "f(W_0 + γP_0) + C|W_0 - W*|²", initial);
            checks.show("right side", "8 V_0/α", S(S(8) * initial / alpha));
        }
        checks.at_most("Σ of the first two terms of the metric", sum, S(S(8) * initial / alpha), state.scale());
        classify(instance, checks);
    }
};

struct Corrected {
    using Instance = ArrayInstance;
    static ClaimInfo info() {
        ClaimInfo info = common_info();
        info.form = Form::corrected;
        info.statement = "E V' <= V - (αγR_min/(8F_max))|g|² - (αγ/(8F_max))|g⊙F+|g|⊙G|² - (αγ³μ²R_min/(16F_max))|e|² - "
                         "(μβ/(4γ)) Σ q_s d² + (3/4)αγσ² s + (73/36)α²γ²L F_max²σ² + (μβγF_max/2)σ_r²";
        info.hypotheses.insert(info.hypotheses.end(),
                               {"αγ <= 1/(8 L F_max)", "β <= αγ²μR_min/(18F_max²)", "W, P in their ranges, R(P) > 0",
                                "E ε = 0, σ² = E|ε|²; read noise ±σ_r in the first entry, independent"});
        info.constants.push_back("V = f(Wbar) - f* + (μ/4)|d|²");
        info.status = "holds";
        return info;
    }
    static rc::Gen<Instance> instances() {
        return adjusted_arrays(
            array_instances({.dimension = 2, .objectives = {Shape::quadratic, Shape::quadratic, Shape::least_squares}, .rate = 0.125}),
            [](Source& source, ArrayInstance& i) {
                const double largest = std::max(largest_symmetric_part(*make_response<double>(i.device)),
                                                largest_symmetric_part(*make_response<double>(i.residual_device)));
                i.alpha /= largest * i.gamma;
                if (source.chance(0.3)) i.minimum = i.weight;
                const ArrayState<double> state(i);
                const double smallest = responses_at(state.residual_device, state.residual).smallest_product();
                i.beta = std::max(1e-300, (source.chance(0.5) ? 1 - 0x1p-30 : source.log_uniform(0.01, 1)) * i.alpha * i.gamma *
                                              i.gamma * state.objective.convexity() * smallest / (18 * largest * largest));
            });
    }

    template <class S>
    static void evaluate(const Instance& instance, Checks<S>& checks) {
        ArrayState<S> state(instance);
        state.share_largest_part();
        const S low = state.objective.convexity();
        const S &alpha = state.alpha, &beta = state.beta, &gamma = state.gamma, &largest = state.largest_part;
        const S rate = alpha * gamma;
        if (!checks.applies("μ > 0", !ScalarTraits<S>::less_equal(low, S(0)))) return;
        if (!checks.require("W in range", S(0), smallest_margin(state.device, state.weight))) return;
        if (!checks.require("P in range", S(0), smallest_margin(state.residual_device, state.residual))) return;
        const auto r = responses_at(state.residual_device, state.residual), at_weight = responses_at(state.device, state.weight);
        const S smallest = r.smallest_product();
        if (!checks.require("R(P) > 0", !ScalarTraits<S>::less_equal(smallest, S(0)))) return;
        if (!checks.require("αγ <= 1/(8 L F_max)", S(S(8) * state.smoothness * largest * rate), S(1))) return;
        if (!checks.require("β <= αγ²μR_min/(18F_max²)", S(S(18) * math::square(largest) * beta),
                            S(rate * gamma * low * smallest))) return;

        const ResidualLearning<S> algorithm(state.weight, state.residual, state.device, state.residual_device, alpha, beta, gamma);
        const Matrix<S> minimum = state.objective.minimum();
        const auto lyapunov = [&](const ResidualLearning<S>& at) {
            return S(state.objective.value(at.point()) + low / S(4) * squared_norm(Matrix<S>(at.array(0) - minimum)));
        };
        const Matrix<S> g = state.objective.gradient(algorithm.point()), distance = state.weight - minimum;
        Matrix<S> error = state.residual, read_noise = state.silence;
        for (Eigen::Index i = 0; i < error.rows(); ++i) error(i, 0) = state.residual(i, 0) + distance(i, 0) / gamma;
        // Read noise of a quarter of the residual: ±σ_r, equally likely.
        const S amplitude = S(state.residual(0, 0)) / S(4);
        S expected_next(0);
        const Noise<S> noise = state.noise_at(algorithm.point());
        for (const auto& [probability, epsilon] : noise.outcomes)
            for (const int sign : {1, -1}) {
                read_noise(0, 0) = sign > 0 ? amplitude : S(-amplitude);
                expected_next += probability / S(2) * lyapunov(stepped(algorithm, g, epsilon, read_noise));
            }
        const S promised = rate / (S(8) * largest) * (smallest * squared_norm(g) + r.realised_norm_sq(Matrix<S>(-g))) +
                           rate * math::square(gamma * low) * smallest / (S(16) * largest) * squared_norm(error) +
                           low * beta / (S(4) * gamma) * towards_minimum(at_weight, distance);
        const S cost = (math::ratio<S>(3, 4) * rate * r.asymmetry() +
                        math::ratio<S>(73, 36) * math::square(rate) * state.smoothness * math::square(largest)) *
                           noise.variance +
                       low * beta * gamma * largest / S(2) * math::square(amplitude);
        checks.at_most("E V' - V plus the promised descent, against the cost of noise",
                       expected_next - lyapunov(algorithm) + promised, cost, state.scale());
        classify(instance, checks);
    }
};

}  // namespace

std::vector<Claim> residual_convergence() { return {make_claim<Published>(), make_claim<Corrected>()}; }

}  // namespace aimcert
